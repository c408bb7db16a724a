using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Indexing;

namespace SemanticSearch.Engine;

/// <summary>
/// Builds the chosen model's vectors in the background, beside the keeper of the index and under its lease: whenever something was indexed, the choice
/// changed, or a model that could not be used can be again.
/// </summary>
/// <param name="open">Opens the builder for the model that is chosen now; null when none is.</param>
internal sealed class GenerationKeeper(Func<CancellationToken, Task<GenerationBuilder?>> open) : IAsyncDisposable
{
    /// <summary>How often a model that cannot be used is tried again without a word from anybody: its file may be back, memory may be free.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(15);

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

            var again = await TryBuildAsync(cancellation).ConfigureAwait(false) ? Timeout.InfiniteTimeSpan : Retry;
            await WaitAsync(wake, again, cancellation).ConfigureAwait(false);
        }
    }

    /// <returns>Whether it is done, and not to be tried again by itself.</returns>
    private async Task<bool> TryBuildAsync(CancellationToken cancellation)
    {
        try
        {
            if (await open(cancellation).ConfigureAwait(false) is not { } builder)
            {
                Become(new ChosenModelState(ChosenModelPhase.None, "", "", null));
                return true;
            }

            var progress = new Reporter(done => Become(new ChosenModelState(
                done.Done < done.Total ? ChosenModelPhase.Building : ChosenModelPhase.Ready, done.Model, "", done)));
            var report = await builder.RunAsync(progress, cancellation).ConfigureAwait(false);
            return report.Missing == 0;
        }
        catch (Exception failure) when (failure is WorkerUnavailableException or WorkspaceException)
        {
            Become(_state with { Phase = ChosenModelPhase.Unavailable, Reason = failure.Message });
            return false;
        }
        catch (Exception failure) when (failure is ObjectDisposedException && !cancellation.IsCancellationRequested)
        {
            // Another model was chosen while this one was computing.
            return false;
        }
    }

    private static async Task WaitAsync(Task wake, TimeSpan longest, CancellationToken cancellation)
    {
        try
        {
            await wake.WaitAsync(longest, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Time to try again.
        }
    }

    private void Become(ChosenModelState state)
    {
        if (_state == state) return;
        _state = state;
        StateChanged?.Invoke(state);
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Reporter(Action<GenerationProgress> report) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => report(value);
    }
}
