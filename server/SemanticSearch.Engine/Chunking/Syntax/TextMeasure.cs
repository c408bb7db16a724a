namespace SemanticSearch.Engine.Chunking.Syntax;

/// <summary>Where lines start, and how much of any range is not white space. Reused from file to file.</summary>
internal sealed class TextMeasure
{
    private int[] _solid = new int[4_096];
    private int[] _lines = new int[256];
    private int _lineCount;

    public string Text { get; private set; } = "";

    public int LineCount => _lineCount;

    public void Reset(string text)
    {
        Text = text;
        if (_solid.Length <= text.Length) _solid = new int[Math.Max(text.Length + 1, _solid.Length * 2)];
        _lineCount = 0;
        AddLine(0);
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            _solid[i] = count;
            var c = text[i];
            if (!char.IsWhiteSpace(c)) count++;
            else if (c == '\n' || (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) AddLine(i + 1);
        }
        _solid[text.Length] = count;
    }

    /// <returns>How many characters in [start, end) are not white space.</returns>
    public int Solid(int start, int end) => end > start ? _solid[end] - _solid[start] : 0;

    /// <returns>The line, from 1, in which the offset lies.</returns>
    public int LineAt(int offset)
    {
        var index = Array.BinarySearch(_lines, 0, _lineCount, offset);
        return index >= 0 ? index + 1 : ~index;
    }

    /// <param name="line">From 1.</param>
    public int LineStart(int line) => _lines[line - 1];

    /// <returns>The end of the line with its line end.</returns>
    public int LineEnd(int line) => line < _lineCount ? _lines[line] : Text.Length;

    private void AddLine(int start)
    {
        if (_lineCount == _lines.Length) Array.Resize(ref _lines, _lineCount * 2);
        _lines[_lineCount++] = start;
    }
}
