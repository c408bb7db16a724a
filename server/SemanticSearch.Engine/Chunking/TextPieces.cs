using SemanticSearch.Engine.Chunking.Syntax;

namespace SemanticSearch.Engine.Chunking;

/// <summary>Divides text whose structure is not known, at the most telling places that make the pieces small enough.</summary>
internal static class TextPieces
{
    private enum Division
    {
        /// <summary>A blank line before a line that is not indented: most likely between two things.</summary>
        Paragraph,

        BlankLine,
        Line,
    }

    /// <returns>Pieces in order that together are [start, end), none above the size unless it holds nothing but white space.</returns>
    public static IEnumerable<(int Start, int End)> Of(TextMeasure measure, int start, int end, int maximumSize) =>
        start >= end ? [] : Of(measure, start, end, maximumSize, Division.Paragraph);

    /// <summary>
    /// Where a chunk ends whose last node ended at <paramref name="end"/> when the next begins at <paramref name="next"/>: separators and
    /// closers stay behind, but a line that leads to the next node ("else if") goes with it.
    /// </summary>
    public static int Boundary(string text, int end, int next)
    {
        var boundary = next;
        while (boundary > end && text[boundary - 1] is not ('\n' or '\r')) boundary--;
        return boundary > end || IsBlank(text.AsSpan(end, next - end)) ? boundary : next;
    }

    private static IEnumerable<(int Start, int End)> Of(TextMeasure measure, int start, int end, int maximumSize, Division division)
    {
        if (measure.Solid(start, end) <= maximumSize && division == Division.Paragraph && measure.LineAt(start) == measure.LineAt(end - 1))
        {
            yield return (start, end);
            yield break;
        }
        var last = measure.LineAt(end - 1);
        for (int line = measure.LineAt(start), from = start; from < end;)
        {
            var after = line;
            while (after < last && !Divides(measure, after, division)) after++;
            var to = Math.Min(end, measure.LineEnd(after));
            if (measure.Solid(from, to) <= maximumSize) yield return (from, to);
            else if (division < Division.Line)
            {
                foreach (var piece in Of(measure, from, to, maximumSize, division + 1)) yield return piece;
            }
            else
            {
                foreach (var piece in Characters(measure, from, to, maximumSize)) yield return piece;
            }
            from = to;
            line = after + 1;
        }
    }

    /// <returns>Whether a piece may end behind the line.</returns>
    private static bool Divides(TextMeasure measure, int line, Division division)
    {
        if (division == Division.Line) return true;
        if (measure.Solid(measure.LineStart(line), measure.LineEnd(line)) > 0) return false;
        var next = measure.LineStart(line + 1);
        return division == Division.BlankLine || (next < measure.Text.Length && measure.Text[next] is not (' ' or '\t' or '\r' or '\n'));
    }

    private static IEnumerable<(int Start, int End)> Characters(TextMeasure measure, int start, int end, int maximumSize)
    {
        var text = measure.Text;
        for (var from = start; from < end;)
        {
            // Any run of that many characters is small enough; white space in it only makes the piece smaller.
            var to = Math.Min(end, from + maximumSize);
            if (to < end && char.IsHighSurrogate(text[to - 1]) && char.IsLowSurrogate(text[to])) to--;
            yield return (from, to);
            from = to;
        }
    }

    private static bool IsBlank(ReadOnlySpan<char> text) => text.IsWhiteSpace();
}
