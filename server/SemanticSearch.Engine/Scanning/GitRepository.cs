namespace SemanticSearch.Engine.Scanning;

/// <summary>A folder under git's control, as far as ignore rules need to know it.</summary>
/// <param name="WorkTree">Full path of the checked-out files.</param>
/// <param name="CommonDirectory">Full path of the folder with config and info/exclude; shared by all worktrees of a clone.</param>
internal sealed record GitRepository(string WorkTree, string CommonDirectory)
{
    private const string LinkPrefix = "gitdir:";

    /// <summary>The repository whose top is this very folder, or null.</summary>
    public static GitRepository? At(string folder)
    {
        string dotGit = Path.Combine(folder, ".git");
        try
        {
            if (Directory.Exists(dotGit))
                return At(folder, dotGit);
            if (!File.Exists(dotGit))
                return null;
            string text = File.ReadAllText(dotGit).Trim();
            return text.StartsWith(LinkPrefix, StringComparison.Ordinal)
                ? At(folder, Path.GetFullPath(text[LinkPrefix.Length..].Trim(), folder))
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null; // a .git that cannot be read, or whose path makes no sense, is not a repository to git either
        }
    }

    /// <summary>The repository that the folder lies in, its own or one further up, or null.</summary>
    public static GitRepository? Around(string folder)
    {
        for (string? at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            if (At(at) is { } repository)
                return repository;
        }

        return null;
    }

    private static GitRepository? At(string workTree, string gitDirectory)
    {
        if (!File.Exists(Path.Combine(gitDirectory, "HEAD")))
            return null;
        string common = Path.Combine(gitDirectory, "commondir");
        return new GitRepository(
            workTree,
            File.Exists(common) ? Path.GetFullPath(File.ReadAllText(common).Trim(), gitDirectory) : gitDirectory);
    }
}
