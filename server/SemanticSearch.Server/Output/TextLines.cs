using System.Collections;

namespace SemanticSearch.Server.Output;

/// <summary>
/// Text as lines, counted as the index and editors count them: "\n", "\r\n" and a lone "\r" end one; a form feed, which .NET takes for an end too, does not.
/// </summary>
internal sealed class TextLines : IReadOnlyList<string>
{
    private readonly List<string> _lines = [];

    public TextLines(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var length = text.AsSpan(start).IndexOfAny('\n', '\r');
            if (length < 0) break;
            _lines.Add(text.Substring(start, length));
            var end = start + length;
            start = text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
        }
        if (start < text.Length) _lines.Add(text[start..]);
    }

    public int Count => _lines.Count;

    /// <param name="index">From 0.</param>
    public string this[int index] => _lines[index];

    /// <summary>From 1, inclusive; lines beyond the end are left out.</summary>
    public IReadOnlyList<string> Between(int first, int last)
        => first > _lines.Count ? [] : _lines[(Math.Max(1, first) - 1)..Math.Min(last, _lines.Count)];

    public IEnumerator<string> GetEnumerator() => _lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
