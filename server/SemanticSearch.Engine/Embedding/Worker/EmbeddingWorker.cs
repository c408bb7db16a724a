using System.ComponentModel;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>
/// Computes with a GGUF model in a child process, which may die: of the model, of a text, or because the system wants its memory. It is started
/// with the first request and again after a death, with growing pauses.
/// </summary>
public sealed class EmbeddingWorker : IAsyncDisposable
{
    private static readonly EndWish EndedHere = new("The embedding worker was ended; the next request starts it again.", TimeSpan.Zero);

    private volatile WorkerModel _model;
    private readonly WorkerLaunch _launch;
    private readonly Action<string> _log;
    private readonly TimeProvider _time;

    /// <summary>Guards everything below.</summary>
    private readonly Lock _gate = new();
    private readonly RestartPolicy _restarts;

    /// <summary>From the first request until the child's end; null without a child.</summary>
    private Task<WorkerChild>? _start;
    private WorkerChild? _child;

    /// <summary>Raised when a child is ended from here: what is still on its way in the life before counts no more.</summary>
    private int _life;
    private WorkerState _state = new(WorkerPhase.Off, "", "", 0);
    private bool _disposed;

    /// <param name="runtimes">
    /// Tried in order, each in a process of its own; one whose libraries do not load, that has no such device or that refuses the model is left
    /// with a reason. cpu is the last.
    /// </param>
    /// <param name="log">Told what the child logs, whole lines, from any thread; must not throw.</param>
    public EmbeddingWorker(WorkerModel model, IReadOnlyList<WorkerRuntime> runtimes, WorkerLaunch launch, Action<string> log, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runtimes.Count, nameof(runtimes));
        model.ThrowIfOutOfRange();
        (_model, _launch, _log, _time) = (model, launch, log, time);
        _restarts = new RestartPolicy(runtimes, model.Path, time);
    }

    /// <summary>From any thread, not always in order: <see cref="State"/> is what holds. A handler must be quick.</summary>
    public event Action<WorkerState>? StateChanged;

    public WorkerState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>Of the child; null when there is none.</summary>
    public int? ProcessId
    {
        get
        {
            lock (_gate) return _child?.ProcessId;
        }
    }

    /// <summary>Of the child; 0 when there is none.</summary>
    public long ResidentBytes
    {
        get
        {
            WorkerChild? child;
            lock (_gate) child = _child;
            return child?.ResidentBytes ?? 0;
        }
    }

    /// <summary>Batches that the child is computing just now, one a lane at most.</summary>
    public int BatchesInHand
    {
        get
        {
            WorkerChild? child;
            lock (_gate) child = _child;
            return child?.InHand ?? 0;
        }
    }

    /// <summary>Computes vectors, as llama.cpp gives them, not normalised. Starts the child when there is none.</summary>
    /// <param name="sequences">Each text's tokens, with the model's marks; together at most the lane's tokens.</param>
    /// <returns>sequences.Count × dimensions, row by row.</returns>
    /// <exception cref="ArgumentException">The batch is empty or larger than the lane's.</exception>
    /// <exception cref="WorkerDiedException">The child died while it had this batch.</exception>
    /// <exception cref="WorkerUnavailableException">Suspended, unusable, backing off, or ended meanwhile.</exception>
    /// <exception cref="LlamaException">llama.cpp refused the batch; the child is still well.</exception>
    /// <exception cref="OperationCanceledException">At once; the child stops computing as soon as it can.</exception>
    public async Task<float[]> EmbedAsync(IReadOnlyList<ReadOnlyMemory<int>> sequences, WorkerLane lane, CancellationToken cancellation)
    {
        if (sequences.Count < 1 || sequences.Count > _model.Sequences)
        {
            throw new ArgumentException($"A batch has 1 to {_model.Sequences} texts; this one has {sequences.Count}.", nameof(sequences));
        }

        var tokens = sequences.Sum(sequence => (long)sequence.Length);
        if (tokens > _model.TokensOf(lane))
        {
            throw new ArgumentException($"A batch has at most {_model.TokensOf(lane)} tokens; this one has {tokens}.", nameof(sequences));
        }

        cancellation.ThrowIfCancellationRequested();
        // A start goes on when the request that caused it is cancelled: another will come.
        var child = await EnsureStarted().WaitAsync(cancellation).ConfigureAwait(false);
        var vectors = await child.EmbedAsync(sequences, lane, cancellation).ConfigureAwait(false);
        lock (_gate) _restarts.Succeeded();
        return vectors;
    }

    /// <summary>Ends the child to free its memory. Requests, those under way too, are refused with the reason until <see cref="Resume"/>.</summary>
    /// <param name="reason">A sentence, with what mends it.</param>
    public Task SuspendAsync(string reason) => EndChildAsync(WorkerPhase.Suspended, reason);

    /// <summary>Takes requests again after a suspension, and tries again what was unusable.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            if (_state.Phase is not (WorkerPhase.Suspended or WorkerPhase.Unusable or WorkerPhase.BackingOff)) return;
            StartAfresh(WorkerPhase.Off, "");
        }

        Tell();
    }

    /// <summary>
    /// From now on bulk batches have at most so many tokens, and the child takes less, or more, memory. The child there is ends: what it takes is settled when it starts.
    /// </summary>
    public Task ResizeAsync(int batchTokens)
    {
        if (_model.BatchTokens == batchTokens) return Task.CompletedTask;
        var resized = _model with { BatchTokens = batchTokens };
        resized.ThrowIfOutOfRange();
        _model = resized;
        return EndAsync();
    }

    /// <summary>Tokens of a bulk batch at most.</summary>
    public int BatchTokens => _model.BatchTokens;

    /// <summary>Ends the child; the next request starts one. A suspension stays one.</summary>
    public Task EndAsync()
        => State.Phase == WorkerPhase.Suspended ? Task.CompletedTask : EndChildAsync(WorkerPhase.Off, "");

    public async ValueTask DisposeAsync()
    {
        lock (_gate) _disposed = true;
        await EndChildAsync(WorkerPhase.Off, "").ConfigureAwait(false);
    }

    private async Task EndChildAsync(WorkerPhase phase, string reason)
    {
        WorkerChild? child;
        Task<WorkerChild>? start;
        lock (_gate)
        {
            (child, start) = (_child, _start);
            StartAfresh(phase, reason);
        }

        Tell();
        if (child is not null) await child.EndAsync(phase == WorkerPhase.Suspended ? new EndWish(reason, null) : EndedHere).ConfigureAwait(false);
        // A child that was being started just now is ended by its start.
        else if (start is not null) await ((Task)start).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>With the gate held: what was learnt of deaths and runtimes counts no more, nor does the child there is.</summary>
    private void StartAfresh(WorkerPhase phase, string reason)
    {
        _life++;
        (_start, _child) = (null, null);
        _restarts.Reset();
        _state = new WorkerState(phase, reason, "", 0);
    }

    private Task<WorkerChild> EnsureStarted()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_state.Phase is WorkerPhase.Suspended or WorkerPhase.Unusable) throw new WorkerUnavailableException(_state.Reason, null);
            // A start that failed has cleared this itself, unless it failed in a way that nobody thought of.
            if (_start is { IsFaulted: false }) return _start;
            if (_restarts.PauseLeft is { Ticks: > 0 } left)
            {
                throw new WorkerUnavailableException($"{_state.Reason} It is started again in {left.TotalSeconds:0.##} seconds.", left);
            }

            var life = _life;
            return _start = Task.Run(() => StartAsync(life));
        }
    }

    private async Task<WorkerChild> StartAsync(int life)
    {
        while (true)
        {
            var child = await LaunchAsync(life).ConfigureAwait(false);
            var said = await child.Started.ConfigureAwait(false);
            if (said is ReadyMessage ready)
            {
                Change(life, () =>
                {
                    _state = _restarts.Loaded(ready.Device);
                    // Dead again already; its Died came too early to mean anything.
                    if (child.End is { } early) BeWithoutChild(_restarts.Died(early.Words));
                });
                return child;
            }

            // A refusal ends the process from here, or it would stay.
            if (said is RefusedMessage refused) await child.EndAsync(new EndWish(refused.Reason, null)).ConfigureAwait(false);
            var end = await child.Ended.ConfigureAwait(false);
            var goesOn = false;
            var failure = end.ToException(inHand: false);
            Change(life, () =>
            {
                var next = _restarts.DiedStarting(end);
                goesOn = next.Phase == WorkerPhase.Starting;
                if (goesOn) (_child, _state) = (null, next);
                else BeWithoutChild(next);
                if (next.Phase == WorkerPhase.Unusable) failure = new WorkerUnavailableException(_state.Reason, null);
            });
            if (!goesOn) throw failure;
        }
    }

    /// <exception cref="WorkerUnavailableException">The executable cannot be started, or was not to be any more.</exception>
    private async Task<WorkerChild> LaunchAsync(int life)
    {
        WorkerRuntime? runtime = null;
        Change(life, () =>
        {
            runtime = _restarts.Runtime;
            _state = new WorkerState(WorkerPhase.Starting, "", "", 0);
        });
        if (runtime is null) throw EndedHere.ToException();
        WorkerChild child;
        try
        {
            child = WorkerChild.Start(_launch, runtime, _model, _log, _time);
        }
        catch (Win32Exception refused)
        {
            // With the file there, it is the system that is short of something.
            var words = $"The embedding worker could not be started: {refused.Message} ({_launch.FileName}).";
            var mendsItself = File.Exists(_launch.FileName);
            if (!mendsItself) words += " Install Semantic Search again.";
            Change(life, () => BeWithoutChild(mendsItself ? _restarts.Died(words) : RestartPolicy.GaveUp(words)));
            throw new WorkerUnavailableException(words, mendsItself ? TimeSpan.Zero : null);
        }

        child.Progressed += share => Change(life, () => _state = _state with { LoadProgress = share });
        child.Died += end => Change(life, () =>
        {
            // One that dies while it starts is its start's affair.
            if (_state.Phase == WorkerPhase.Ready) BeWithoutChild(_restarts.Died(end.Words));
        });
        if (Change(life, () => _child = child)) return child;
        await child.EndAsync(EndedHere).ConfigureAwait(false);
        throw EndedHere.ToException();
    }

    /// <summary>With the gate held.</summary>
    private void BeWithoutChild(WorkerState state)
    {
        (_start, _child) = (null, null);
        _state = state;
    }

    /// <summary>Changes something with the gate held, and tells of the new state.</summary>
    /// <returns>False, and nothing is changed: the child of that life was ended from here meanwhile.</returns>
    private bool Change(int life, Action change)
    {
        lock (_gate)
        {
            if (life != _life) return false;
            change();
        }

        Tell();
        return true;
    }

    private void Tell()
    {
        try
        {
            StateChanged?.Invoke(State);
        }
        catch (Exception fault)
        {
            // It would end the thread that reads the answers, and with it the sidecar.
            _log($"a handler of the embedding worker's state failed: {fault}");
        }
    }
}
