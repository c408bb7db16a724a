using SemanticSearch.Engine.Indexing;

namespace SemanticSearch.Engine.Tests.Indexing;

public sealed class FolderWatcherTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));

    public void Dispose()
    {
        _folder.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_saved_file_is_told_by_its_relative_path()
    {
        _folder.CreateFolder("src");
        using var watcher = new FolderWatcher(_folder.Path);
        _folder.Write("src/saved.py", "x = 1\n");

        var batch = await FirstAsync(watcher);
        Assert.False(batch.Everything);
        Assert.Equal(["src/saved.py"], batch.Paths);
    }

    [Fact]
    public async Task A_changed_rule_file_asks_for_a_scan()
    {
        using var watcher = new FolderWatcher(_folder.Path);
        _folder.Write(".gitignore", "*.log\n");

        Assert.True((await FirstAsync(watcher)).Everything);
    }

    [Fact]
    public async Task A_folder_that_appears_asks_for_a_scan()
    {
        using var watcher = new FolderWatcher(_folder.Path);
        _folder.CreateFolder("moved-in");

        Assert.True((await FirstAsync(watcher)).Everything);
    }

    [Fact]
    public async Task More_changes_than_can_be_told_one_by_one_ask_for_a_scan()
    {
        using var watcher = new FolderWatcher(_folder.Path);
        for (var i = 0; i < 2_000; i++) _folder.Write($"file{i}.py", "x = 1\n");

        var seen = new HashSet<string>();
        await foreach (var batch in watcher.BatchesAsync(_stop.Token))
        {
            if (batch.Everything) return;
            seen.UnionWith(batch.Paths);
            if (seen.Count == 2_000) return;
        }
        Assert.Fail("The watcher ended before every change was told or a scan was asked for.");
    }

    [Fact]
    public async Task Where_notifications_cannot_be_had_it_polls_and_says_why()
    {
        using var watcher = new FolderWatcher(_folder.Path, poll: true);

        var batch = await FirstAsync(watcher);
        Assert.True(batch.Everything);
        Assert.Contains("looked through every", batch.Message, StringComparison.Ordinal);
    }

    private async Task<ChangeBatch> FirstAsync(FolderWatcher watcher)
    {
        await foreach (var batch in watcher.BatchesAsync(_stop.Token)) return batch;
        throw new InvalidOperationException("The watcher ended without a batch.");
    }
}
