using System.Text;

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
        if (Directory.Exists(dotGit))
            return At(folder, dotGit);
        return ReadLine(dotGit) is { } link && link.StartsWith(LinkPrefix, StringComparison.Ordinal)
            ? At(folder, Path.GetFullPath(link[LinkPrefix.Length..].Trim(), folder))
            : null;
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
        string? common = ReadLine(Path.Combine(gitDirectory, "commondir"));
        return new GitRepository(workTree, common is null ? gitDirectory : Path.GetFullPath(common, gitDirectory));
    }

    /// <summary>The path that a file of git's consists of; null when there is none, or it cannot be a path.</summary>
    private static string? ReadLine(string file)
    {
        if (!ControlFile.TryRead(file, out byte[]? content) || content.Contains((byte)0))
            return null;
        string line = Encoding.UTF8.GetString(content).Trim();
        return line.Length > 0 ? line : null;
    }
}
