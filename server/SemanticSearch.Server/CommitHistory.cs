using SemanticSearch.Engine.Migration;

namespace SemanticSearch.Server;

/// <summary>What git tells of a folder's past.</summary>
internal static class CommitHistory
{
    private const int MostCommits = 500;

    /// <summary>The newest commits that changed something in the folder, merges left out; none when there is no git, or no history.</summary>
    public static async Task<IReadOnlyList<CommitChange>> NewestAsync(string folder, CancellationToken cancellation)
    {
        if (GitProgram.Find() is not { } git) return [];
        string[] arguments =
        [
            "log", $"--max-count={MostCommits}", "--no-merges", "--name-only", "-z", "--format=%x00%s", "--encoding=UTF-8", "--no-color", "--no-show-signature",
            "--no-ext-diff", "--no-renames", "--diff-filter=d", "--relative", "HEAD", "--", ".",
        ];
        var log = await git.RunAsync(folder, arguments, cancellation);
        return log.ExitCode == 0 ? Read(log.Output) : [];
    }

    /// <param name="log">Fields that end in NUL: for each commit an empty one, its subject, and its paths, of which the first stands on a line of its own.</param>
    private static List<CommitChange> Read(string log)
    {
        var commits = new List<CommitChange>();
        var paths = new List<string>();
        var fields = log.Split('\0');
        for (var field = 0; field < fields.Length - 1; field++)
        {
            if (fields[field].Length == 0)
            {
                paths = [];
                commits.Add(new CommitChange(fields[++field], paths));
            }
            else
            {
                paths.Add(fields[field].TrimStart('\n'));
            }
        }

        return commits;
    }
}
