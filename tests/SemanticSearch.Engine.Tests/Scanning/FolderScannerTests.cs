using SemanticSearch.Engine.Scanning;

namespace SemanticSearch.Engine.Tests.Scanning;

public sealed class FolderScannerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder home = new();

    public void Dispose()
    {
        folder.Dispose();
        home.Dispose();
    }

    [Fact]
    public void Every_file_is_reported_in_ordinal_order_of_path()
    {
        string[] paths = ["a/b.cs", "a.cs", "a-b/c.cs", "a/b/c.cs", "B.cs", "ä.cs", "a b/c d.py", "漢字/コード.ts", "z"];
        foreach (string path in paths)
            folder.Write(path, "text");

        Assert.Equal(paths.Order(StringComparer.Ordinal), Scan().Select(entry => entry.Path));
        Assert.All(Scan(), entry => Assert.Null(entry.Skip));
    }

    [Fact]
    public void An_entry_has_the_size_and_the_time_of_the_file()
    {
        string path = folder.Write("a.cs", "12345");
        var modified = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, modified);

        Assert.Equal(new ScanEntry("a.cs", 5, modified.Ticks, null), Assert.Single(Scan()));
    }

    [Fact]
    public void An_ignored_folder_is_one_entry_and_names_its_rule()
    {
        folder.Write(".gitignore", "# output\nout/\n");
        folder.Write("out/deep/a.cs", "text");

        var entry = Find("out/");
        Assert.Equal(new Skip(SkipReason.Ignored, ".gitignore:2: out/"), entry.Skip);
        Assert.Equal(0, entry.Size);
        Assert.DoesNotContain(Scan(), other => other.Path.StartsWith("out/d", StringComparison.Ordinal));
        Assert.Equal(new Skip(SkipReason.Ignored, ".gitignore:2: out/ (folder out/)"), Explain("out/deep/a.cs"));
    }

    [Fact]
    public void Ignore_files_outrank_each_other_by_kind_before_depth()
    {
        folder.Write(".gitignore", "*.gen\n");
        folder.Write("sub/.gitignore", "*.tmp\n");
        folder.Write(".ignore", "!b.gen\n*.txt\n");
        folder.Write(".semsearchignore", "b.gen\n!*.txt\n!c.tmp\n");
        foreach (string path in (string[])["a.gen", "b.gen", "c.txt", "sub/c.tmp", "sub/d.tmp"])
            folder.Write(path, "text");

        Assert.Equal(".gitignore:1: *.gen", Explain("a.gen")?.Detail);
        Assert.Equal(".semsearchignore:1: b.gen", Explain("b.gen")?.Detail);
        Assert.Null(Explain("c.txt"));
        Assert.Null(Explain("sub/c.tmp"));
        Assert.Equal("sub/.gitignore:1: *.tmp", Explain("sub/d.tmp")?.Detail);
    }

    [Fact]
    public void Rules_of_the_repository_around_the_folder_count()
    {
        MakeRepository(".");
        folder.Write(".gitignore", "*.log\n/app/src/skip.cs\n/app/\n");
        folder.Write("app/.gitignore", "*.tmp\n");
        folder.Write("app/src/a.log", "text");
        folder.Write("app/src/a.tmp", "text");
        folder.Write("app/src/skip.cs", "text");
        folder.Write("app/src/keep.cs", "text");

        var details = Scan(folder.FullPath("app/src")).ToDictionary(entry => entry.Path, entry => entry.Skip?.Detail);
        Assert.Equal("../../.gitignore:1: *.log", details["a.log"]);
        Assert.Equal("../.gitignore:1: *.tmp", details["a.tmp"]);
        Assert.Equal("../../.gitignore:2: /app/src/skip.cs", details["skip.cs"]);
        Assert.Null(details["keep.cs"]); // asked for by name, so that app/ as a whole is ignored does not count
    }

    [Fact]
    public void A_nested_repository_has_rules_of_its_own()
    {
        MakeRepository(".");
        folder.Write(".gitignore", "*.log\n");
        MakeRepository("module");
        folder.Write("module/a.log", "text");
        folder.Write("module/a.tmp", "text");
        folder.Write("module/.git/info/exclude", "*.tmp\n");

        Assert.Null(Explain("module/a.log"));
        Assert.Equal("module/.git/info/exclude:1: *.tmp", Explain("module/a.tmp")?.Detail);
        Assert.Equal(SkipReason.Default, Find("module/.git/").Skip?.Reason);
    }

    [Fact]
    public void A_worktree_takes_its_excludes_from_the_clone_it_belongs_to()
    {
        MakeRepository("clone");
        folder.Write("clone/.git/info/exclude", "*.tmp\n");
        folder.Write("clone/.git/worktrees/side/HEAD", "ref: refs/heads/side\n");
        folder.Write("clone/.git/worktrees/side/commondir", "../..\n");
        folder.Write("side/.git", $"gitdir: {folder.FullPath("clone/.git/worktrees/side")}\n");
        folder.Write("side/a.tmp", "text");
        folder.Write("side/a.cs", "text");

        var skipped = Scan(folder.FullPath("side")).Where(entry => entry.Skip?.Reason == SkipReason.Ignored);
        Assert.Equal("a.tmp", Assert.Single(skipped).Path);
    }

    [Fact]
    public void A_submodule_finds_its_git_folder_by_a_relative_path()
    {
        folder.Write("modules/lib/HEAD", "ref: refs/heads/main\n");
        folder.Write("modules/lib/info/exclude", "*.tmp\n");
        folder.Write("lib/.git", "gitdir: ../modules/lib\n");
        folder.Write("lib/a.tmp", "text");

        Assert.Equal("modules/lib/info/exclude:1: *.tmp", Explain("lib/a.tmp")?.Detail);
    }

    [Theory]
    [InlineData(".gitconfig", "[core]\n\texcludesFile = ~/mine\n", "mine")]
    [InlineData(".gitconfig", "[user] name = x ; y\n[CORE] ExcludesFile = \"~/with space\" # why\n", "with space")]
    [InlineData(".config/git/config", "[core]\nexcludesfile=~/mine", "mine")]
    [InlineData(".gitconfig", "; comment\n[core] excludesFile = ~/mi\\\nne ; why\n[alias]\n\texcludesFile = no\n", "mine")]
    [InlineData(".gitconfig", "[core \"other\"]\nexcludesFile = ~/nowhere\n", ".config/git/ignore")]
    public void The_users_global_excludes_are_found(string config, string text, string excludes)
    {
        home.Write(config, text);
        string rules = home.Write(excludes, "*.tmp\n");
        folder.Write("a.tmp", "text");

        Assert.Equal($"{rules}:1: *.tmp", Explain("a.tmp")?.Detail);
    }

    [Fact]
    public void Case_counts_unless_the_repository_says_otherwise()
    {
        MakeRepository(".");
        folder.Write(".git/config", "[core]\n\tignoreCase = false\n");
        folder.Write(".gitignore", "*.LOG\n");
        folder.Write("a.log", "text");
        Assert.Null(Explain("a.log"));

        folder.Write(".git/config", "[core]\n\tignoreCase\n");
        Assert.Equal(SkipReason.Ignored, Explain("a.log")?.Reason);
    }

    [Fact]
    public void A_vanished_path_is_explained_and_a_path_outside_refused()
    {
        Assert.Equal(new Skip(SkipReason.Unreadable, "does not exist"), Explain("gone.cs"));
        Assert.Equal(SkipReason.Unreadable, Explain("gone/deep.cs")?.Reason);
        Assert.Throws<ArgumentException>(() => Explain("../a.cs"));
        Assert.Throws<ArgumentException>(() => Explain(folder.Path));
        Assert.Throws<ArgumentException>(() => Explain("."));
    }

    [Fact]
    public void A_folder_that_does_not_exist_cannot_be_scanned() =>
        Assert.Throws<DirectoryNotFoundException>(() => Scan(folder.FullPath("none")));

    [Fact]
    public void A_scan_stops_when_cancelled()
    {
        folder.Write("a.cs", "text");
        folder.Write("b.cs", "text");
        using var cancellation = new CancellationTokenSource();
        using var scan = Scanner().Scan(cancellation.Token).GetEnumerator();
        Assert.True(scan.MoveNext());
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => scan.MoveNext());
    }

    [Fact]
    public void Files_that_vanish_during_the_scan_do_no_harm()
    {
        folder.Write("a/1.cs", "text");
        folder.Write("b/1.cs", "text");
        folder.Write("c.cs", "text");
        var paths = new List<string>();
        foreach (var entry in Scanner().Scan(CancellationToken.None))
        {
            paths.Add(entry.Path);
            if (entry.Path == "a/1.cs")
                Directory.Delete(folder.FullPath("b"), recursive: true);
        }

        Assert.Equal(["a/1.cs", "b/", "c.cs"], paths);
    }

    [Fact]
    public void A_very_deep_tree_is_walked_to_its_end()
    {
        string path = folder.Path;
        int depth = 0;
        for (; depth < 300 && path.Length < 3_000; depth++)
            Directory.CreateDirectory(path = Path.Combine(path, "deeper"));
        File.WriteAllText(Path.Combine(path, "end.cs"), "text");

        Assert.Equal(string.Concat(Enumerable.Repeat("deeper/", depth)) + "end.cs", Assert.Single(Scan()).Path);
    }

    [Fact]
    public void A_folder_whose_path_is_too_long_for_the_system_is_reported()
    {
        if (OperatingSystem.IsWindows())
            return; // its limit is far beyond what a test can build quickly
        int reachable = OperatingSystem.IsMacOS() ? 800 : 3_000; // PATH_MAX is 1,024 and 4,096 bytes
        string Deepen(string path)
        {
            while (path.Length < reachable)
                path = Path.Combine(path, new string('d', 100));
            Directory.CreateDirectory(path);
            return path;
        }

        string bottom = Deepen(folder.FullPath("upper"));
        File.WriteAllText(Path.Combine(Deepen(home.FullPath("lower")), "a.cs"), "text");
        folder.Write("z.cs", "text");
        Directory.Move(home.FullPath("lower"), Path.Combine(bottom, "lower"));
        var entries = Scan();
        Directory.Move(Path.Combine(bottom, "lower"), home.FullPath("lower")); // or nobody could delete it

        Assert.Equal(2, entries.Length);
        Assert.EndsWith("d/", entries[0].Path, StringComparison.Ordinal);
        Assert.Equal(SkipReason.Unreadable, entries[0].Skip?.Reason);
        Assert.Equal(("z.cs", null), (entries[1].Path, entries[1].Skip));
    }

    [Fact]
    public void Our_own_ignore_files_reach_into_a_nested_repository()
    {
        MakeRepository("module");
        folder.Write(".semsearchignore", "*.log\n");
        folder.Write("module/a.log", "text");
        Assert.Equal(".semsearchignore:1: *.log", Explain("module/a.log")?.Detail);
    }

    private FolderScanner Scanner(string? root = null) => new(root ?? folder.Path, ScanOptions.Default, new GitUser(home.Path, null));

    private ScanEntry[] Scan(string? root = null) => [.. Scanner(root).Scan(CancellationToken.None)];

    private ScanEntry Find(string path) => Scan().Single(entry => entry.Path == path);

    private Skip? Explain(string path) => Scanner().Explain(path).Skip;

    private void MakeRepository(string path) => folder.Write(path + "/.git/HEAD", "ref: refs/heads/main\n");
}
