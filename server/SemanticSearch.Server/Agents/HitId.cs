using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Agents;

/// <summary>Names a hit: "src/a.cs:12-40#1f3a9c0b". The mark tells whether those lines are still what they were.</summary>
internal sealed record HitId(string Path, int StartLine, int EndLine, string Mark)
{
    /// <param name="file">All lines of the file.</param>
    public static HitId Of(string path, int startLine, int endLine, TextLines file) => new(path, startLine, endLine, MarkOf(file.Between(startLine, endLine)));

    /// <summary>Whether its lines are still what they were; so they are when it has no mark.</summary>
    /// <param name="file">All lines of the file as it is now.</param>
    public bool Agrees(TextLines file) => Mark.Length == 0 || Mark == MarkOf(file.Between(StartLine, EndLine));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path}:{StartLine}-{EndLine}#{Mark}");

    /// <exception cref="ToolException">It is none.</exception>
    public static HitId Parse(string text)
    {
        var mark = text.LastIndexOf('#');
        var lines = mark < 0 ? -1 : text.LastIndexOf(':', mark);
        var dash = lines < 0 ? -1 : text.IndexOf('-', lines);
        if (lines > 0 && dash > 0 && dash < mark
            && int.TryParse(text.AsSpan(lines + 1, dash - lines - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            && int.TryParse(text.AsSpan(dash + 1, mark - dash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var end)
            && start >= 1 && end >= start)
        {
            return new HitId(text[..lines], start, end, text[(mark + 1)..]);
        }
        throw new ToolException("That is no id of a hit. Take it from a hit as it is, or name path and startLine.");
    }

    private static string MarkOf(IReadOnlyList<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)))[..4]);
}
