using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>
/// Builds the wanted models' vectors in the background, beside the keeper of the index and under its lease: whenever something was indexed, the setting
/// changed, or a model that could not be used can be again. Then sees whether a change of the model is to take its next step.
/// </summary>
internal sealed class GenerationKeeper(GenerationUpkeep upkeep, WatchedSetting setting, MigrationSteward steward) : IAsyncDisposable
{
    /// <summary>How often a model that cannot be used is tried again without a word from anybody: its file may be back, memory may be free.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(15);

    /// <summary>How often it is seen whether another process has changed the setting.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Looks between two at whether a change of the model is to take its next step: it has the notes of queries written, after which every search reads the index anew.</summary>
    private const int LooksBetweenSteps = 5;

    private readonly Lock _gate = new();
    private TaskCompletionSource _wake = NewWake();
    private CancellationTokenSource? _running;
    private Task _work = Task.CompletedTask;
    private volatile ChosenModelState _state = new(ChosenModelPhase.None, "", "", null);

    /// <summary>Raised from the thread that works; handlers return quickly.</summary>
    public event Action<ChosenModelState>? StateChanged;

    public ChosenModelState State => _state;

    /// <summary>There may be something to do. Starts the work when it does not run.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _wake.TrySetResult();
            if (_running is not null) return;
            var running = _running = new CancellationTokenSource();
            _work = Task.Run(() => WorkAsync(running.Token), CancellationToken.None);
        }
    }

    /// <summary>Ends the work after what is in hand; <see cref="Wake"/> starts it again.</summary>
    public async Task StopAsync()
    {
        Task work;
        CancellationTokenSource? running;
        lock (_gate)
        {
            (running, _running) = (_running, null);
            work = _work;
        }

        if (running is null) return;
        await running.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        running.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task WorkAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task wake;
            lock (_gate)
            {
                if (_wake.Task.IsCompleted) _wake = NewWake();
                wake = _wake.Task;
            }

            var built = Setting();
            var whole = await BuildUnlessChangedAsync(built, cancellation).ConfigureAwait(false);
            var tries = whole ? int.MaxValue : (int)(Retry / Look);
            for (var look = 0; !wake.IsCompleted && tries-- > 0 && Setting() == built; look++)
            {
                if (whole && look % LooksBetweenSteps == 0) await StewardAsync(cancellation).ConfigureAwait(false);
                await WaitAsync(wake, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Building takes hours; a wish that changes meanwhile counts at once.</summary>
    private async Task<bool> BuildUnlessChangedAsync(ModelSetting? built, CancellationToken cancellation)
    {
        using var changed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var building = TryBuildAsync(changed.Token);
        while (!building.IsCompleted)
        {
            await Task.WhenAny(building, Task.Delay(Look, cancellation)).ConfigureAwait(false);
            if (Setting() != built) await changed.CancelAsync().ConfigureAwait(false);
        }

        await ((Task)building).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        if (!building.IsCanceled) return await building.ConfigureAwait(false);
        return false;
    }

    /// <returns>Whether it is done, and not to be tried again by itself.</returns>
    private async Task<bool> TryBuildAsync(CancellationToken cancellation)
    {
        try
        {
            var progress = new ImmediateProgress<GenerationProgress>(done => Become(new ChosenModelState(
                done.Done < done.Total ? ChosenModelPhase.Building : ChosenModelPhase.Ready, done.Model, "", done)));
            var reports = await upkeep.RunAsync(progress, cancellation).ConfigureAwait(false);
            if (reports.Count == 0)
            {
                Become(setting.Current is { Paused: true, Wanted: [var first, ..] }
                    ? _state with { Phase = ChosenModelPhase.Paused, Model = _state.Model.Length > 0 ? _state.Model : first, Reason = "building was paused: `semsearch migrate resume` goes on" }
                    : new ChosenModelState(ChosenModelPhase.None, "", "", null));
            }

            return reports.All(report => report.Missing == 0);
        }
        catch (Exception failure) when (failure is WorkerUnavailableException or WorkspaceException)
        {
            Meters.Failed("embedding", failure);
            Become(_state with { Phase = ChosenModelPhase.Unavailable, Reason = failure.Message });
            return false;
        }
        catch (SqliteException failure) when (!IndexDatabase.IsDamage(failure))
        {
            // A generation that was archived meanwhile, or a full disk: it is seen anew with the next try.
            Become(_state with { Phase = ChosenModelPhase.Unavailable, Reason = failure.Message });
            return false;
        }
        catch (Exception failure) when (failure is ObjectDisposedException && !cancellation.IsCancellationRequested)
        {
            // Another model was chosen while this one was computing.
            return false;
        }
    }

    private async Task StewardAsync(CancellationToken cancellation)
    {
        try
        {
            await steward.StepAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is WorkerUnavailableException or WorkspaceException or ObjectDisposedException)
        {
            // The candidate cannot be asked just now; the step is tried again with the next look. A search meets the same failure, and tells it.
            Become(_state with { Reason = failure.Message });
        }
    }

    private ModelSetting? Setting()
    {
        try
        {
            return setting.Current;
        }
        catch (WorkspaceException)
        {
            // Building says so.
            return null;
        }
    }

    private static async Task WaitAsync(Task wake, CancellationToken cancellation)
    {
        await Task.WhenAny(wake, Task.Delay(Look, cancellation)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
    }

    private void Become(ChosenModelState state)
    {
        if (_state == state) return;
        _state = state;
        StateChanged?.Invoke(state);
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
