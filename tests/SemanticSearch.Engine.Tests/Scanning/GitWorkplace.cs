using System.Diagnostics;
using System.Text;
using SemanticSearch.Engine.Scanning;

namespace SemanticSearch.Engine.Tests.Scanning;

/// <summary>A repository in repo/ and a home folder in home/, of which git and the scanner are asked the same questions.</summary>
internal sealed class GitWorkplace : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public GitWorkplace()
    {
        MakeRepository("repo/.git");
        Directory.CreateDirectory(folder.FullPath("home"));
    }

    public string Repository => folder.FullPath("repo");

    public string Home => folder.FullPath("home");

    public GitUser User => new(Home, null);

    public string InRepository(string path) => Path.Combine(Repository, path);

    public string Write(string path, string text) => folder.Write(path, text);

    /// <summary>The least that git takes for a repository; quicker than a process for `git init`.</summary>
    public void MakeRepository(string gitDirectory)
    {
        Directory.CreateDirectory(folder.FullPath(gitDirectory + "/objects"));
        Directory.CreateDirectory(folder.FullPath(gitDirectory + "/refs"));
        Write(gitDirectory + "/HEAD", "ref: refs/heads/main\n");
        Write(gitDirectory + "/config", "[core]\n\trepositoryformatversion = 0\n");
    }

    public void Configure(bool ignoreCase) =>
        Write("repo/.git/config", $"[core]\n\trepositoryformatversion = 0\n\tignoreCase = {(ignoreCase ? "true" : "false")}\n");

    /// <summary>Writes a file into the repository unless a file stands where it needs a folder, or the other way about.</summary>
    public void TryWrite(string path)
    {
        string full = InRepository(path);
        for (string? at = Path.GetDirectoryName(full); at != Repository; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
                return;
        }

        if (!Directory.Exists(full))
            Write("repo/" + path, "text");
    }

    public FolderScanner Scanner() => new(Repository, ScanOptions.Default, User);

    /// <summary>Asks both about every file and folder of the repository, and holds our answers to git's.</summary>
    /// <returns>Git's: "file:line" of the rule by which a path is ignored, or null.</returns>
    public Dictionary<string, string?> CompareWithGit(string description = "")
    {
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        string[] paths = [.. Directory.EnumerateFileSystemEntries(Repository, "*", everything)
            .Select(path => Path.GetRelativePath(Repository, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(path => path != ".git" && !path.StartsWith(".git/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
        var expected = CheckIgnore(paths);
        var scanner = Scanner();
        foreach (string path in paths)
        {
            var skip = scanner.Explain(path).Skip;
            string? rule = skip is { Reason: SkipReason.Ignored } ? RuleOf(skip.Detail) : null;
            Assert.True(expected[path] == rule, $"{path}: git says {expected[path] ?? "keep"}, we say {rule ?? "keep"}; {description}");
        }

        AssertScanSaysTheSame(scanner, paths);
        return expected;
    }

    public void Dispose() => folder.Dispose();

    private static void AssertScanSaysTheSame(FolderScanner scanner, string[] paths)
    {
        var scanned = scanner.Scan(CancellationToken.None).ToDictionary(entry => entry.Path);
        foreach (string path in paths)
        {
            var explained = scanner.Explain(path);
            if (scanned.TryGetValue(explained.Path, out var entry))
                Assert.Equal(entry, explained);
            else if (explained.Skip is { } skip)
                Assert.Contains(scanned.Values, folder => folder.Path.EndsWith('/')
                    && path.StartsWith(folder.Path, StringComparison.Ordinal)
                    && folder.Skip?.Reason == skip.Reason && skip.Detail.StartsWith(folder.Skip.Detail, StringComparison.Ordinal));
            else
                Assert.EndsWith("/", explained.Path, StringComparison.Ordinal);
        }
    }

    /// <summary>"file:line" of the deciding rule, without the text of the rule and the folder that it hit.</summary>
    private static string RuleOf(string detail)
    {
        int textStart = detail.IndexOf(": ", StringComparison.Ordinal);
        return detail[..textStart];
    }

    private Dictionary<string, string?> CheckIgnore(string[] paths)
    {
        var start = new ProcessStartInfo("git", ["check-ignore", "--no-index", "-v", "-n", "-z", "--stdin"])
        {
            WorkingDirectory = Repository,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        start.Environment["HOME"] = Home;
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment.Remove("XDG_CONFIG_HOME");
        using var git = Process.Start(start)!;
        // One after the other: what a test asks, and the answer, fit into the pipes many times over.
        git.StandardInput.Write(string.Concat(paths.Select(path => path + "\0")));
        git.StandardInput.Close();
        string[] fields = git.StandardOutput.ReadToEnd().Split('\0');
        Assert.Equal("", git.StandardError.ReadToEnd());

        var rules = new Dictionary<string, string?>();
        for (int i = 0; i + 3 < fields.Length; i += 4)
        {
            bool ignored = fields[i + 2].Length > 0 && !fields[i + 2].StartsWith('!');
            rules[fields[i + 3]] = ignored ? $"{fields[i]}:{fields[i + 1]}" : null;
        }

        return rules;
    }
}
