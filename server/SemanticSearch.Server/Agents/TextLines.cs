using System.Security.Cryptography;
using System.Text;

namespace SemanticSearch.Server.Agents;

/// <summary>A file's text as lines, counted as the index counts them: "\n", "\r\n" and a lone "\r" end one.</summary>
internal sealed class TextLines
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

    /// <summary>From 1, inclusive; lines beyond the end are left out.</summary>
    public IReadOnlyList<string> Between(int first, int last)
        => first > _lines.Count ? [] : _lines[(Math.Max(1, first) - 1)..Math.Min(last, _lines.Count)];

    /// <returns>A short mark by which a change of these lines is told.</returns>
    public string MarkOf(int first, int last)
        => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Between(first, last))))[..4]);
}
