namespace SemanticSearch.Engine.Scanning;

/// <summary>The patterns of one ignore file, and where they count from.</summary>
internal sealed class IgnoreFile
{
    private readonly IgnorePattern[] patterns;

    private IgnoreFile(string shownAs, int baseLength, IgnorePattern[] patterns)
    {
        (ShownAs, BaseLength, this.patterns) = (shownAs, baseLength, patterns);
    }

    /// <summary>How a person would name it: ".gitignore", "src/.gitignore", "../.gitignore", or a full path.</summary>
    public string ShownAs { get; }

    /// <summary>Bytes of a judged path that name the folder the patterns count from, its slash included.</summary>
    public int BaseLength { get; }

    /// <returns>Null when there is no such file, it cannot be read, or it holds no pattern.</returns>
    public static IgnoreFile? Load(string fullPath, string shownAs, int baseLength, bool foldCase) =>
        ControlFile.TryRead(fullPath, out byte[]? content) ? Parse(content, shownAs, baseLength, foldCase) : null;

    /// <summary>
    /// Like <see cref="Load"/>, but not through a link: git does not follow one here, since a checked-out link could lead anywhere.
    /// </summary>
    public static IgnoreFile? LoadUnlessLink(string fullPath, string shownAs, int baseLength, bool foldCase) =>
        new FileInfo(fullPath).LinkTarget is null ? Load(fullPath, shownAs, baseLength, foldCase) : null;

    public static IgnoreFile? Parse(ReadOnlySpan<byte> content, string shownAs, int baseLength, bool foldCase)
    {
        if (content.StartsWith("\uFEFF"u8))
            content = content["\uFEFF"u8.Length..];
        var patterns = new List<IgnorePattern>();
        for (int number = 1; !content.IsEmpty; number++)
        {
            int end = content.IndexOf((byte)'\n');
            var line = end < 0 ? content : content[..end];
            content = end < 0 ? default : content[(end + 1)..];
            if (line is [.., (byte)'\r'])
                line = line[..^1];
            if (IgnorePattern.Parse(line, number, foldCase) is { } pattern)
                patterns.Add(pattern);
        }

        return patterns.Count == 0 ? null : new IgnoreFile(shownAs, baseLength, [.. patterns]);
    }

    /// <summary>The last pattern that matches decides.</summary>
    public IgnorePattern? Decide(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isFolder)
    {
        var fromBase = path[BaseLength..];
        for (int i = patterns.Length - 1; i >= 0; i--)
        {
            if (patterns[i].Matches(fromBase, name, isFolder))
                return patterns[i];
        }

        return null;
    }
}
