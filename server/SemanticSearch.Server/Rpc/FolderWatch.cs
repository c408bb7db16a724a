using SemanticSearch.Engine;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Rpc;

/// <summary>
/// Looks at an open folder's index now and then, for what nobody tells: the change of its model, which another process may take further, and alerts,
/// which need to know of the minutes before.
/// </summary>
/// <param name="changed">Called when something is another than before.</param>
internal sealed class FolderWatch(WorkspaceIndex index, Action changed) : IAsyncDisposable
{
    private static readonly TimeSpan ChangeInterval = TimeSpan.FromSeconds(5), AlertInterval = TimeSpan.FromMinutes(1), Rest = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _closing = new();
    private readonly AlertWatch _watch = new(TimeProvider.System);
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _watching = Task.CompletedTask;
    private DateTimeOffset _alertsDue;

    /// <summary>The change of the model that is under way; null when none is.</summary>
    public ModelChange? Change { get; private set; }

    public IReadOnlyList<Alert> Alerts { get; private set; } = [];

    public void Start() => _watching = Task.Run(() => WatchAsync(_closing.Token), CancellationToken.None);

    /// <summary>Something was done that may have changed it.</summary>
    public void LookAgain() => _asked.TrySetResult();

    /// <exception cref="WorkspaceException">The index cannot be read.</exception>
    public HealthReport Health()
    {
        var status = index.Status();
        return HealthReport.Of(status, WantedBeside(status), Alerts);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task WatchAsync(CancellationToken closing)
    {
        while (!closing.IsCancellationRequested)
        {
            _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            try
            {
                Look();
            }
            catch (WorkspaceException)
            {
                // That an index cannot be read is told by whoever writes or searches it. What was seen last stays until it can.
            }
            await Task.WhenAny(_asked.Task, Task.Delay(ChangeInterval, closing)).ConfigureAwait(false);
            await Task.Delay(Rest, closing).ConfigureAwait(false);
        }
    }

    private void Look()
    {
        var (change, alerts) = (ChangeOf(index.Migration.Brief()), Alerts);
        var now = DateTimeOffset.UtcNow;
        if (now >= _alertsDue)
        {
            var status = index.Status();
            alerts = HealthReport.Read(status, WantedBeside(status), MemoryReader.Read(), now, _watch.See).Alerts;
            _alertsDue = now + AlertInterval;
        }
        var isNew = change != Change || !alerts.SequenceEqual(Alerts);
        (Change, Alerts) = (change, alerts);
        if (isNew) changed();
    }

    /// <returns>The model that should answer and does not; null when what answers is what should.</returns>
    private string? WantedBeside(WorkspaceStatus status) => status.Step == ModelEstimateCommand.Bundled ? index.ChosenModel : null;

    private static ModelChange? ChangeOf(MigrationBrief? brief) => brief is null or { Stage: Engine.MigrationStage.Ended }
        ? null
        : new ModelChange(MigrationView.StageOf(brief.Stage), brief.Candidate, brief.Share);
}
