using System.Globalization;
using System.Text.RegularExpressions;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Commands;

/// <summary>Lines of a file, as <c>similar</c> takes them: "src/a.cs:12", "C:\src\a.cs:12-40".</summary>
/// <param name="StartLine">From 1, inclusive, as is <paramref name="EndLine"/>.</param>
internal sealed partial record CodePlace(string File, int StartLine, int EndLine)
{
    /// <exception cref="FormatException">The text is no place; the message says what one looks like.</exception>
    public static CodePlace Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new FormatException($"'{text}' names no place in a file. Write file:line or file:line-line, as src/a.cs:12-40.");
        }

        var end = match.Groups["end"] is { Success: true } group ? group.Value : match.Groups["start"].Value;
        if (!TryLine(match.Groups["start"].Value, out var startLine) || !TryLine(end, out var endLine) || startLine < 1 || endLine < startLine)
        {
            throw new FormatException($"'{text}' has no valid line range. Lines count from 1, and the last is not before the first.");
        }

        return new CodePlace(match.Groups["file"].Value, startLine, endLine);
    }

    /// <summary>The text of the lines.</summary>
    /// <param name="path">The file, as an absolute path.</param>
    /// <exception cref="CommandException">There is no such file, or it ends before the range.</exception>
    public string Read(string path)
    {
        if (!System.IO.File.Exists(path)) throw new CommandException(ExitCode.NotFound, $"There is no file {path}. Check its name.");

        var count = 0;
        var lines = new List<string>();
        foreach (var line in WorkspaceIndex.ReadText(path) is { } text ? LinesOf(text) : System.IO.File.ReadLines(path))
        {
            count++;
            if (count >= StartLine) lines.Add(line);
            if (count == EndLine) return string.Join('\n', lines);
        }

        throw new CommandException(
            ExitCode.Usage, $"{path} has {count:N0} lines; the range {StartLine}-{EndLine} goes beyond it. Choose lines within the file.");
    }

    public override string ToString() => StartLine == EndLine ? $"{File}:{StartLine}" : $"{File}:{StartLine}-{EndLine}";

    private static IEnumerable<string> LinesOf(string text)
    {
        using var reader = new StringReader(text);
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static bool TryLine(string digits, out int line) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out line);

    // Greedy, so that the colon of a drive letter belongs to the file.
    [GeneratedRegex(@"^(?<file>.+):(?<start>\d+)(-(?<end>\d+))?$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
