namespace SemanticSearch.Server;

/// <summary>git cannot say what changed: a sentence for the user.</summary>
internal sealed class ChangedFilesException(string message) : Exception(message);

/// <summary>What is asked of git: <c>--changed-since</c>, and the editor's filter for changed files.</summary>
internal static class ChangedFiles
{
    private const string Missing = "Only git can tell which files changed, and there is none in PATH. Install git, or search without that filter.";

    /// <summary>Files that differ from the revision, committed or not, and untracked ones.</summary>
    /// <returns>Paths relative to the folder, forward slashes; files outside of it are left out.</returns>
    /// <exception cref="ChangedFilesException">No git, no repository, or no such revision.</exception>
    public static async Task<IReadOnlySet<string>> SinceAsync(string folder, string revision, CancellationToken cancellation)
    {
        var git = GitProgram.Find() ?? throw new ChangedFilesException(Missing);
        var inside = await git.RunAsync(folder, ["rev-parse", "--is-inside-work-tree"], cancellation);
        if (inside.ExitCode != 0)
        {
            throw new ChangedFilesException($"Only a git repository tells which files changed, and git says of {folder}: {inside.Error} Search without that filter.");
        }

        // Resolved first, so that a revision that looks like an option or a path can only ever be a revision.
        string[] resolve = ["rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"];
        var commit = await git.RunAsync(folder, resolve, cancellation);
        if (commit.ExitCode != 0)
        {
            throw new ChangedFilesException(
                $"git knows no revision '{revision}' in {folder}. Name a commit, branch or tag, such as HEAD~3 or main.");
        }

        string[] changed =
            ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--diff-filter=d", "--relative", commit.Output.Trim(), "--"];
        string[] untracked = ["ls-files", "-z", "--others", "--exclude-standard"];
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var arguments in (string[][])[changed, untracked])
        {
            var listing = await git.RunAsync(folder, arguments, cancellation);
            if (listing.ExitCode != 0)
            {
                throw new ChangedFilesException(
                    $"git {arguments[0]} failed in {folder}: {listing.Error} Search without that filter.");
            }

            paths.UnionWith(listing.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries));
        }

        return paths;
    }
}
