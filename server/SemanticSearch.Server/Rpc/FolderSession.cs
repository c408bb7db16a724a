using SemanticSearch.Engine;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Server.Rpc;

/// <summary>A workspace folder of the editor: its index, kept up to date for as long as the folder is open.</summary>
internal sealed class FolderSession : IAsyncDisposable
{
    /// <summary>How long indexing rests after it failed (a full disk, say), unless the user asks for it.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _closing = new();
    private readonly Action _changed;
    private readonly Action<Severity, string> _tell;
    private readonly Action<string, Exception> _unexpected;
    private readonly Task _keeping;
    private readonly FolderWatch? _watch;
    private TaskCompletionSource _retry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _failure;
    private volatile string? _polling;
    private (int Indexed, int Pending)? _counts;

    /// <param name="options">What to open; the folder need not exist.</param>
    /// <param name="changed">Called when <see cref="Progress"/> has changed.</param>
    /// <param name="tell">Told what the user should read once.</param>
    /// <param name="unexpected">Told of faults of ours (what was done, exception).</param>
    public FolderSession(
        FolderRef folder, WorkspaceOptions options, Action changed, Action<Severity, string> tell, Action<string, Exception> unexpected)
    {
        (Folder, _changed, _tell, _unexpected) = (folder, changed, tell, unexpected);
        Share = new IndexedShare(this);
        try
        {
            Index = WorkspaceIndex.Open(options);
        }
        catch (WorkspaceException missing)
        {
            _failure = missing.Message;
            _keeping = Task.CompletedTask;
            return;
        }
        Index.Keeper.StateChanged += _ => Changed();
        Index.Keeper.Happened += OnHappened;
        _watch = new FolderWatch(Index, changed);
        _watch.Start();
        _keeping = Task.Run(() => KeepAsync(Index, _closing.Token), CancellationToken.None);
    }

    public FolderRef Folder { get; }

    public IndexedShare Share { get; }

    /// <summary>Null when the folder cannot be opened.</summary>
    public WorkspaceIndex? Index { get; }

    /// <exception cref="RpcException">The folder cannot be opened; the message says why.</exception>
    public WorkspaceIndex Opened => Index ?? throw new RpcException(ErrorCodes.Workspace, _failure ?? "");

    public FolderProgress Progress
    {
        get
        {
            var state = Index?.Keeper.State;
            var phase = _failure is not null ? FolderState.Failed : state?.Phase switch
            {
                KeeperPhase.Waiting => FolderState.Waiting,
                KeeperPhase.Paused => FolderState.Paused,
                KeeperPhase.Ready => FolderState.Ready,
                _ => FolderState.Indexing,
            };
            string?[] reasons = [_failure, state?.Reason, Index?.WordsOnlyBecause, _polling];
            return new FolderProgress(
                Folder.Path, Folder.Name, phase, string.Join(' ', reasons.Where(reason => !string.IsNullOrEmpty(reason))),
                Index?.WordsOnlyBecause is not null || _polling is not null, state?.Progress?.FilesDone ?? 0, state?.Progress?.FilesTotal ?? 0,
                Index is null ? null : ModelView.Of(Index.Keeper.Model), _watch?.Change, [.. HealthView.Of(_watch?.Alerts ?? [])]);
        }
    }

    /// <summary>Files that are searched, and files that are still to come.</summary>
    public (int Indexed, int Pending) Counts
    {
        get
        {
            if (Index is null) return (0, 0);
            if (Index.Keeper.State is { Phase: KeeperPhase.Indexing, Progress: { } progress }) return (progress.FilesDone, progress.FilesTotal - progress.FilesDone);
            // What another process does is not told here.
            return Index.Keeper.State.Phase == KeeperPhase.Waiting ? Index.Counts : _counts ??= Index.Counts;
        }
    }

    /// <returns>The path relative to this folder, forward slashes; null for one outside of it.</returns>
    public string? Relative(string path)
    {
        var folder = Folder.Path.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        // The editor and the index may spell a path in different case.
        if (path.Length <= folder.Length + 1 || !path.StartsWith(folder, IndexLocation.PathComparison)) return null;
        if (path[folder.Length] != Path.DirectorySeparatorChar && path[folder.Length] != Path.AltDirectorySeparatorChar) return null;
        var relative = path[(folder.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/');
        return relative.Split('/').Contains("..") ? null : relative;
    }

    /// <summary>Tries again at once what failed.</summary>
    public void Retry() => _retry.TrySetResult();

    /// <summary>How well searches are answered. What has to last before it counts is watched for as long as the folder is open.</summary>
    public HealthResult Health() => HealthView.Of(_watch?.Health() ?? HealthReport.Unusable(_failure ?? ""));

    /// <summary>Something was done to the folder's models.</summary>
    public void LookAgain() => _watch?.LookAgain();

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_watch is not null) await _watch.DisposeAsync().ConfigureAwait(false);
        if (Index is not null) await Index.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    private async Task KeepAsync(WorkspaceIndex index, CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            try
            {
                await index.Keeper.RunAsync(closing).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                var message = failure.Message;
                if (failure is not WorkspaceException)
                {
                    message = $"Indexing {Folder.Name} failed ({failure.GetType().Name}); the log has the details. It is tried again.";
                    _unexpected("indexing", failure);
                }
                // Said once; the same again is only shown as the folder's state.
                if (_failure != message) _tell(Severity.Error, message);
                _failure = message;
                Changed();
            }
            _retry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.WhenAny(_retry.Task, Task.Delay(RetryAfter, closing)).ConfigureAwait(false);
        }
    }

    private void OnHappened(WatchEvent happened)
    {
        if (happened.Kind == "polling") _polling = happened.Message;
        if (happened.Kind is "ready" or "indexed") _failure = null;
        if (happened is { Kind: "warning", Message: { } warning }) _tell(Severity.Warning, warning);
        Changed();
    }

    private void Changed()
    {
        _counts = null;
        LookAgain();
        _changed();
    }
}
