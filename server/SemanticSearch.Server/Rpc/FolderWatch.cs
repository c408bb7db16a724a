using Microsoft.Data.Sqlite;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;

namespace SemanticSearch.Server.Rpc;

/// <summary>
/// Looks at an open folder's index now and then, for what nobody tells: the change of its model, which another process may take further, and alerts,
/// which need to know of the minutes before.
/// </summary>
/// <param name="changed">Called when something is another than before.</param>
/// <param name="unexpected">Told of faults of ours (what was done, exception).</param>
internal sealed class FolderWatch(WorkspaceIndex index, Action changed, Action<string, Exception> unexpected) : IAsyncDisposable
{
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromSeconds(5), AlertInterval = TimeSpan.FromMinutes(1), Rest = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly AlertWatch _watch = new(TimeProvider.System);
    private Task _watching = Task.CompletedTask;
    private DateTimeOffset _alertsDue;
    private string? _indexFile;

    /// <summary>The change of the model that is under way; null when none is.</summary>
    public ModelChange? Change { get; private set; }

    public IReadOnlyList<Alert> Alerts { get; private set; } = [];

    public void Start() => _watching = Task.Run(() => WatchAsync(_closing.Token), CancellationToken.None);

    /// <summary>Something was done that may have changed it.</summary>
    public void LookAgain()
    {
        if (_asked.CurrentCount == 0) _asked.Release();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
        _asked.Dispose();
    }

    private async Task WatchAsync(CancellationToken closing)
    {
        while (true)
        {
            try
            {
                Look();
            }
            catch (Exception failure) when (failure is WorkspaceException or SqliteException)
            {
                // An index that cannot be read is told by whoever writes or searches it; what was seen last stays.
                unexpected("looking at the index", failure);
            }
            await _asked.WaitAsync(ChangeInterval, closing).ConfigureAwait(false);
            await Task.Delay(Rest, closing).ConfigureAwait(false);
        }
    }

    private void Look()
    {
        var (change, alerts) = (ChangeOf(index.Migration.Status()), Alerts);
        var now = DateTimeOffset.UtcNow;
        if (now >= _alertsDue)
        {
            alerts = _watch.See(HealthFacts.Read(_indexFile ??= index.Status().IndexFile, MemoryReader.Read(), now));
            _alertsDue = now + AlertInterval;
        }
        var isNew = change != Change || !alerts.SequenceEqual(Alerts);
        (Change, Alerts) = (change, alerts);
        if (isNew) changed();
    }

    private static ModelChange? ChangeOf(MigrationStatus status) => status is { Candidate: { } candidate, Stage: not (Engine.MigrationStage.None or Engine.MigrationStage.Ended) }
        ? new ModelChange(MigrationView.StageOf(status.Stage), candidate, status.Share)
        : null;
}
