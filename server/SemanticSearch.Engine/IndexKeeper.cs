using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Indexing;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>
/// Keeps a folder's index up to date: indexes it once, then whatever changes, as the file system or a caller tells. Waits while another process
/// writes the index, and takes over when that one is gone. Everything but <see cref="RunAsync"/> returns at once and may be called from any thread.
/// </summary>
public sealed class IndexKeeper
{
    /// <summary>How often a keeper that found another writer looks whether it is gone.</summary>
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromMilliseconds(500);

    /// <summary>A run over the whole folder is interrupted for a saved file at most this often, so that it ends in spite of steady saving.</summary>
    private static readonly TimeSpan BetweenInterruptions = TimeSpan.FromSeconds(2);

    /// <summary>Files that change together when a person or an agent saves; a switch of branches changes hundreds, and the run finds those by itself.</summary>
    private const int MostSavedAtOnce = 20;

    /// <summary>Beyond this many files a scan is cheaper than a look at each.</summary>
    private const int MostPaths = 500;

    private readonly string _root;
    private readonly Func<bool, FolderIndexer> _open;
    private readonly Func<Exception, Exception> _inWords;
    private readonly Action<Action<string>, SqliteException> _setAside;
    private readonly GenerationKeeper? _model;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private TaskCompletionSource _wake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationTokenSource? _run;
    private long _interrupted;
    private bool _everything = true, _rebuild, _paused, _setAsideOnce, _modelChanged;
    private volatile KeeperState _state = new(KeeperPhase.Indexing, null, "");

    /// <param name="open">Takes the lease and opens the index; true to empty it first.</param>
    /// <param name="inWords">What a failure means to the user.</param>
    /// <param name="setAside">Renames a damaged index, and tells of it.</param>
    /// <param name="model">Builds the wanted models' vectors while this holds the lease and is not paused; null where there is only the bundled one.</param>
    internal IndexKeeper(
        string root, Func<bool, FolderIndexer> open, Func<Exception, Exception> inWords, Action<Action<string>, SqliteException> setAside, GenerationKeeper? model)
    {
        (_root, _open, _inWords, _setAside, _model) = (root, open, inWords, setAside, model);
        if (_model is not null) _model.StateChanged += _ => StateChanged?.Invoke(_state);
    }

    /// <summary>Raised from the thread that works; handlers return quickly.</summary>
    public event Action<KeeperState>? StateChanged;

    /// <inheritdoc cref="StateChanged"/>
    public event Action<WatchEvent>? Happened;

    public KeeperState State => _state;

    /// <summary>How far the chosen model's vectors are. A change raises <see cref="StateChanged"/>.</summary>
    public ChosenModelState Model => _model?.State ?? new ChosenModelState(ChosenModelPhase.None, "", "", null);

    /// <summary>Another model may have been chosen, or one that could not be used may be usable.</summary>
    public void ModelChanged() => Change(() => _modelChanged = true, interrupt: false);

    /// <summary>These files may have changed. They go before a run over the whole folder that is under way.</summary>
    /// <param name="paths">Relative, forward slashes: files, or folders that are gone.</param>
    public void Queue(IEnumerable<string> paths) => Add(paths, everything: false, interrupt: true);

    /// <summary>As <see cref="Queue"/>, for files that nobody waits for.</summary>
    internal void QueueLater(IEnumerable<string> paths) => Add(paths, everything: false, interrupt: false);

    /// <summary>Stops indexing, after the file in hand, until <see cref="Resume"/>. Changes are remembered.</summary>
    public void Pause() => Change(() => _paused = true, interrupt: true);

    public void Resume() => Change(() => _paused = false, interrupt: false);

    /// <summary>Reads every file again; embeddings that are known are still not computed twice. Ends a pause.</summary>
    public void Rebuild() => Change(() => (_rebuild, _paused) = (true, false), interrupt: true);

    /// <summary>Works until it is cancelled.</summary>
    /// <exception cref="WorkspaceException">The index cannot be written. Calling again goes on.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var watcher = new FolderWatcher(_root);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var changes = FollowAsync(watcher, watching.Token);
        try
        {
            // Whatever happened while nobody watched.
            Add([], everything: true, interrupt: false);
            while (true)
            {
                try
                {
                    await WorkAsync(cancellation).ConfigureAwait(false);
                }
                catch (SqliteException failure) when (IndexDatabase.IsDamage(failure) && !_setAsideOnce)
                {
                    // Damage that shows only on the way: the file is set aside, and the work begins anew with an empty one.
                    _setAsideOnce = true;
                    _setAside(Warn, failure);
                    Add([], everything: true, interrupt: false);
                }
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            throw _inWords(failure);
        }
        finally
        {
            await watching.CancelAsync().ConfigureAwait(false);
            await changes.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(CancellationToken cancellation)
    {
        var indexer = await OpenAsync(cancellation).ConfigureAwait(false);
        try
        {
            var first = true;
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                var todo = Take(cancellation);
                if (todo.ModelChanged) await StopModelAsync().ConfigureAwait(false);
                if (todo.Rebuild)
                {
                    Become(KeeperPhase.Indexing, null);
                    await StopModelAsync().ConfigureAwait(false);
                    indexer.Dispose();
                    indexer = _open(true);
                }
                if (todo.Everything) first = !await IndexFolderAsync(indexer, first || todo.Rebuild, todo.Token).ConfigureAwait(false);
                else if (todo.Paths.Count > 0) await IndexFilesAsync(indexer, todo.Paths, cancellation).ConfigureAwait(false);
                else
                {
                    if (todo.Paused) await StopModelAsync().ConfigureAwait(false);
                    else if (!first) _model?.Wake();
                    Become(todo.Paused ? KeeperPhase.Paused : KeeperPhase.Ready, null);
                    await todo.Wake.WaitAsync(cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await StopModelAsync().ConfigureAwait(false);
            indexer.Dispose();
        }
    }

    /// <returns>Whether it was done to its end.</returns>
    private async Task<bool> IndexFolderAsync(FolderIndexer indexer, bool news, CancellationToken interruption)
    {
        // A look through a folder where nothing changed is no news: polling does it every few seconds.
        if (news) Become(KeeperPhase.Indexing, null);
        var progress = new ImmediateProgress<IndexProgress>(state =>
        {
            if (news || state.ChunksDone > 0) Become(KeeperPhase.Indexing, state);
        });
        var report = await indexer.RunAsync(progress, interruption).ConfigureAwait(false);
        foreach (var warning in report.Warnings) Warn(warning);
        if (report.Cancelled)
        {
            lock (_gate) _everything = true;
            return false;
        }
        if (news) Happened?.Invoke(new WatchEvent("ready", [], report.Took, null));
        else if (report.FilesParsed + report.FilesRemoved > 0) Happened?.Invoke(new WatchEvent("indexed", [], report.Took, null));
        return true;
    }

    private async Task IndexFilesAsync(FolderIndexer indexer, IReadOnlyCollection<string> paths, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var report = await indexer.UpdateAsync(paths, cancellation).ConfigureAwait(false);
        foreach (var warning in report.Warnings) Warn(warning);
        if (report.FilesParsed + report.FilesRemoved > 0) Happened?.Invoke(new WatchEvent("indexed", [.. paths], clock.Elapsed, null));
    }

    private async Task<FolderIndexer> OpenAsync(CancellationToken cancellation)
    {
        while (true)
        {
            bool rebuild;
            lock (_gate) (rebuild, _rebuild) = (_rebuild, false);
            try
            {
                return _open(rebuild);
            }
            catch (IndexBusyException busy)
            {
                lock (_gate) _rebuild |= rebuild;
                if (_state.Phase != KeeperPhase.Waiting) Happened?.Invoke(new WatchEvent("waiting", [], TimeSpan.Zero, $"{busy.Message} Waiting until it is done."));
                Become(KeeperPhase.Waiting, null, busy.Message);
            }
            await Task.Delay(LeaseRetry, cancellation).ConfigureAwait(false);
        }
    }

    private Task StopModelAsync() => _model?.StopAsync() ?? Task.CompletedTask;

    private async Task FollowAsync(FolderWatcher watcher, CancellationToken cancellation)
    {
        await foreach (var batch in watcher.BatchesAsync(cancellation).ConfigureAwait(false))
        {
            if (batch.Message is { } message) Happened?.Invoke(new WatchEvent("polling", [], TimeSpan.Zero, message));
            Add(batch.Paths, batch.Everything, interrupt: !batch.Everything && batch.Paths.Count <= MostSavedAtOnce);
        }
    }

    private void Add(IEnumerable<string> paths, bool everything, bool interrupt)
        => Change(
            () =>
            {
                _paths.UnionWith(paths);
                if (_paths.Count > MostPaths) everything = true;
                if (!everything) return;
                _everything = true;
                _paths.Clear();
            },
            interrupt && Stopwatch.GetElapsedTime(Interlocked.Read(ref _interrupted)) > BetweenInterruptions);

    private void Change(Action change, bool interrupt)
    {
        lock (_gate)
        {
            change();
            if (interrupt && _run is { IsCancellationRequested: false } run)
            {
                Interlocked.Exchange(ref _interrupted, Stopwatch.GetTimestamp());
                // Its callbacks only wake tasks, which never take this lock.
                run.Cancel();
            }
            _wake.TrySetResult();
        }
    }

    /// <summary>The next thing to do: single files go first, whoever interrupted a run for them waits.</summary>
    private Todo Take(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_wake.Task.IsCompleted) _wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _run?.Dispose();
            _run = null;
            var modelChanged = _modelChanged;
            _modelChanged = false;
            if (_paused) return new Todo(false, false, [], true, modelChanged, _wake.Task, cancellation);
            var rebuild = _rebuild;
            var everything = rebuild || (_everything && _paths.Count == 0);
            List<string> paths = everything ? [] : [.. _paths];
            if (everything)
            {
                (_rebuild, _everything) = (false, false);
                _run = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            }
            _paths.Clear();
            return new Todo(rebuild, everything, paths, false, modelChanged, _wake.Task, _run?.Token ?? cancellation);
        }
    }

    private void Become(KeeperPhase phase, IndexProgress? progress, string reason = "")
    {
        if (progress is null && _state.Phase == phase && _state.Reason == reason) return;
        _state = new KeeperState(phase, progress, reason);
        StateChanged?.Invoke(_state);
    }

    /// <summary>Each warning once: a keeper lives for days.</summary>
    private void Warn(string text)
    {
        lock (_gate)
        {
            if (!_told.Add(text)) return;
        }
        Happened?.Invoke(new WatchEvent("warning", [], TimeSpan.Zero, text));
    }

    private sealed record Todo(bool Rebuild, bool Everything, List<string> Paths, bool Paused, bool ModelChanged, Task Wake, CancellationToken Token);
}
