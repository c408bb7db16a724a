
namespace SemanticSearch.Server.Tests;

public sealed class ChangedFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Committed_uncommitted_and_untracked_changes_count_but_deleted_and_ignored_files_do_not()
    {
        Commit(("same.py", "1"), ("gone.py", "1"), ("sub/committed ü.py", "1"), ("edited.py", "1"), (".gitignore", "*.log"));
        folder.Git("tag", "before");
        Commit(("sub/committed ü.py", "2"));
        folder.Write("edited.py", "2");
        folder.Write("new file.py", "2");
        folder.Write("noise.log", "2");
        File.Delete(Path.Combine(folder.Path, "gone.py"));

        var changed = await ChangedFiles.SinceAsync(folder.Path, "before", CancellationToken.None);

        Assert.Equal(["edited.py", "new file.py", "sub/committed ü.py"], changed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Paths_are_relative_to_the_folder_searched()
    {
        Commit(("a.py", "1"), ("sub/b.py", "1"));
        folder.Write("a.py", "2");
        folder.Write("sub/b.py", "2");

        Assert.Equal(["b.py"], await ChangedFiles.SinceAsync(Path.Combine(folder.Path, "sub"), "HEAD", CancellationToken.None));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("--output=stolen.txt")]
    [InlineData("")]
    public async Task An_unknown_revision_is_told_by_its_name(string revision)
    {
        Commit(("a.py", "1"));

        var failure = await Assert.ThrowsAsync<ChangedFilesException>(
            () => ChangedFiles.SinceAsync(folder.Path, revision, CancellationToken.None));

        Assert.Contains($"no revision '{revision}'", failure.Message);
        Assert.False(File.Exists(Path.Combine(folder.Path, "stolen.txt")));
    }

    [Fact]
    public async Task A_folder_outside_of_any_repository_is_told()
    {
        var failure = await Assert.ThrowsAsync<ChangedFilesException>(
            () => ChangedFiles.SinceAsync(folder.Path, "HEAD", CancellationToken.None));

        Assert.Contains("Only a git repository tells", failure.Message);
    }

    private void Commit(params (string Path, string Text)[] files)
    {
        if (!Directory.Exists(Path.Combine(folder.Path, ".git"))) folder.Git("init", "--quiet");
        foreach (var (path, text) in files) folder.Write(path, text);
        folder.Git("add", "--all");
        folder.Git("commit", "--quiet", "--message", "change");
    }
}
