using System.Globalization;

namespace SemanticSearch.Server.Mcp;

/// <summary>Names a hit: "src/a.cs:12-40#1f3a9c0b". The mark tells whether those lines are still what they were.</summary>
internal sealed record HitId(string Path, int StartLine, int EndLine, string Mark)
{
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
}
