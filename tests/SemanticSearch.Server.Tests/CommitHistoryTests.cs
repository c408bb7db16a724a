namespace SemanticSearch.Server.Tests;

public sealed class CommitHistoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Commits_come_newest_first_with_the_files_that_they_left_behind()
    {
        folder.Git("init", "--quiet", "--initial-branch", "main");
        Commit("First draft of the reader", ("sub/a ü.py", "1"), ("gone.py", "1"));
        File.Delete(folder.FullPath("gone.py"));
        Commit("fix: read the last line too", ("sub/a ü.py", "2"), ("b.py", "1"));
        folder.Git("commit", "--quiet", "--allow-empty", "--message", "Nothing at all");
        folder.Git("switch", "--quiet", "--create", "side", "HEAD~1");
        Commit("On the side", ("side.py", "1"));
        folder.Git("switch", "--quiet", "main");
        folder.Git("merge", "--quiet", "--no-ff", "--message", "Merge of the side", "side");

        var whole = await CommitHistory.NewestAsync(folder.Path, CancellationToken.None);
        var below = await CommitHistory.NewestAsync(folder.FullPath("sub"), CancellationToken.None);

        Assert.Equal(
            ["First draft of the reader: gone.py, sub/a ü.py", "On the side: side.py", "fix: read the last line too: b.py, sub/a ü.py"],
            whole.Select(commit => $"{commit.Subject}: {string.Join(", ", commit.Paths)}").Order(StringComparer.Ordinal));
        Assert.Equal(["a ü.py", "a ü.py"], below.SelectMany(commit => commit.Paths));
    }

    [Fact]
    public async Task A_folder_without_history_has_no_commits()
    {
        Assert.Empty(await CommitHistory.NewestAsync(folder.Path, CancellationToken.None));
        folder.Git("init", "--quiet");
        Assert.Empty(await CommitHistory.NewestAsync(folder.Path, CancellationToken.None));
    }

    private void Commit(string subject, params (string Path, string Text)[] files)
    {
        foreach (var (path, text) in files) folder.Write(path, text);
        folder.Git("add", "--all");
        folder.Git("commit", "--quiet", "--message", subject);
    }
}
