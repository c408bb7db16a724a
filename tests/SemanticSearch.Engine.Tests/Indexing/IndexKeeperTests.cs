using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Indexing;

public sealed class IndexKeeperTests : IAsyncDisposable
{
    private readonly WorkspaceFixture _workspace = new();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromMinutes(1));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_saved_file_goes_before_the_rest_of_a_first_run()
    {
        for (var i = 0; i < 400; i++) _workspace.Write($"src/file{i}.py", WorkspaceFixture.Source(i));
        await using var index = _workspace.Open();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = 0;
        index.Keeper.StateChanged += state =>
        {
            if (state.Progress is not { FilesDone: > 10 } || Interlocked.Exchange(ref queued, 1) == 1) return;
            _workspace.Write("zz/saved.py", "def feed_zebra(grass):\n    return grass\n");
            index.Keeper.Queue(["zz/saved.py"]);
        };
        index.Keeper.Happened += happened =>
        {
            if (happened.Kind == "indexed" && happened.Paths.Contains("zz/saved.py")) done.TrySetResult(index.Status().FilesIndexed);
        };

        var keeping = index.Keeper.RunAsync(_stop.Token);

        Assert.InRange(await done.Task.WaitAsync(_stop.Token), 1, 400);
        await UntilAsync(index, state => state.Phase == KeeperPhase.Ready);
        Assert.Equal(401, index.Status().FilesIndexed);
        await EndAsync(keeping);
    }

    [Fact]
    public async Task Paused_in_the_midst_it_stops_and_resumed_it_goes_on_where_it_was()
    {
        for (var i = 0; i < 300; i++) _workspace.Write($"src/file{i}.py", WorkspaceFixture.Source(i));
        await using var index = _workspace.Open();
        var paused = 0;
        index.Keeper.StateChanged += state =>
        {
            if (state.Progress is { FilesDone: > 10 } && Interlocked.Exchange(ref paused, 1) == 0) index.Keeper.Pause();
        };
        var keeping = index.Keeper.RunAsync(_stop.Token);

        await UntilAsync(index, state => state.Phase == KeeperPhase.Paused);
        var before = index.Status().FilesIndexed;
        index.Keeper.Resume();
        await UntilAsync(index, state => state.Phase == KeeperPhase.Ready);

        Assert.InRange(before, 1, 299);
        Assert.Equal(300, index.Status().FilesIndexed);
        await EndAsync(keeping);
    }

    [Fact]
    public async Task While_another_process_writes_it_waits_and_then_takes_over()
    {
        _workspace.Write("a.py", WorkspaceFixture.Source(1));
        await using var index = _workspace.Open();
        var other = WriteLease.Take(_workspace.IndexFile);
        var keeping = index.Keeper.RunAsync(_stop.Token);

        await UntilAsync(index, state => state.Phase == KeeperPhase.Waiting && state.Reason.Length > 0);
        other.Dispose();
        await UntilAsync(index, state => state.Phase == KeeperPhase.Ready);

        Assert.Equal(1, index.Status().FilesIndexed);
        await EndAsync(keeping);
    }

    [Fact]
    public async Task A_file_that_a_search_finds_changed_is_read_again()
    {
        _workspace.Write("a.py", WorkspaceFixture.Source(1));
        await _workspace.IndexAsync();
        await using var index = _workspace.Open();
        var before = Ask();
        _workspace.Write("a.py", WorkspaceFixture.Source(1).Replace("class Queue1", "\n\nclass Queue1", StringComparison.Ordinal));
        var keeping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        index.Keeper.Happened += happened =>
        {
            if (happened.Kind is "ready" or "indexed") keeping.TrySetResult();
        };

        var after = Ask();
        var run = index.Keeper.RunAsync(_stop.Token);
        await keeping.Task.WaitAsync(_stop.Token);

        Assert.Equal(["a.py"], after.StalePaths);
        Assert.Equal(before.Hits[0].StartLine + 2, after.Hits[0].StartLine);
        Assert.Empty(Ask().StalePaths);
        await EndAsync(run);

        SearchAnswer Ask() => index.SearchAsync(new SearchRequest("Queue1", 5, SearchMode.Hybrid, SearchFilter.None), CancellationToken.None).GetAwaiter().GetResult();
    }

    private async Task UntilAsync(WorkspaceIndex index, Func<KeeperState, bool> fits)
    {
        var come = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(KeeperState state)
        {
            if (fits(state)) come.TrySetResult();
        }
        index.Keeper.StateChanged += Look;
        Look(index.Keeper.State);
        await come.Task.WaitAsync(_stop.Token);
        index.Keeper.StateChanged -= Look;
    }

    private async Task EndAsync(Task keeping)
    {
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }
}
