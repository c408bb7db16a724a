using System.Text;

namespace SemanticSearch.Engine.Scanning;

/// <summary>The two settings of a git configuration file that decide what is ignored. Included files are not followed.</summary>
/// <param name="ExcludesFile">core.excludesFile as written; empty when set to nothing; null when not set.</param>
/// <param name="IgnoreCase">core.ignoreCase; null when not set.</param>
internal sealed record GitConfig(string? ExcludesFile, bool? IgnoreCase)
{
    private static readonly GitConfig Nothing = new(null, null);

    /// <summary>A file that is missing or cannot be read sets nothing.</summary>
    public static GitConfig Load(string path) =>
        ControlFile.TryRead(path, out byte[]? content) ? Parse(Encoding.UTF8.GetString(content)) : Nothing;

    public static GitConfig Parse(string text)
    {
        var config = Nothing;
        bool inCore = false;
        using var lines = new StringReader(text);
        while (lines.ReadLine() is { } line)
        {
            line = line.TrimStart();
            if (line.StartsWith('['))
            {
                int close = line.IndexOf(']');
                inCore = close > 0 && line[1..close].Trim().Equals("core", StringComparison.OrdinalIgnoreCase);
                line = close > 0 ? line[(close + 1)..].TrimStart() : "";
            }

            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            int equals = line.IndexOf('=');
            string key = (equals < 0 ? line : line[..equals]).Trim();
            string value = equals < 0 ? "true" : ReadValue(line[(equals + 1)..], lines);
            if (inCore && key.Equals("excludesFile", StringComparison.OrdinalIgnoreCase))
                config = config with { ExcludesFile = value };
            else if (inCore && key.Equals("ignoreCase", StringComparison.OrdinalIgnoreCase))
                config = config with { IgnoreCase = IsTrue(value) };
        }

        return config;
    }

    /// <summary>What this file leaves open, the other answers.</summary>
    public GitConfig Over(GitConfig other) => new(ExcludesFile ?? other.ExcludesFile, IgnoreCase ?? other.IgnoreCase);

    /// <summary>Quotes keep spaces and comment signs; a backslash escapes, and at the end of a line continues on the next.</summary>
    private static string ReadValue(string line, StringReader following)
    {
        var value = new StringBuilder();
        int trimmedLength = 0;
        bool quoted = false;
        line = line.TrimStart();
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"')
            {
                quoted = !quoted;
                continue;
            }

            if (!quoted && c is ('#' or ';'))
                break;
            if (c == '\\' && i + 1 == line.Length)
            {
                (line, i) = (following.ReadLine() ?? "", -1);
                continue;
            }

            if (c == '\\')
            {
                c = line[++i] switch { 'n' => '\n', 't' => '\t', 'b' => '\b', var other => other };
                value.Append(c);
                trimmedLength = value.Length;
                continue;
            }

            value.Append(c);
            if (quoted || !char.IsWhiteSpace(c))
                trimmedLength = value.Length;
        }

        return value.ToString(0, trimmedLength);
    }

    private static bool IsTrue(string value) =>
        value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("yes", StringComparison.OrdinalIgnoreCase)
        || value.Equals("on", StringComparison.OrdinalIgnoreCase) || (int.TryParse(value, out int number) && number != 0);
}
