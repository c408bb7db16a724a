namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>
/// What is learnt of children that died or refused, and what follows: the next runtime, a pause, or giving up. Not safe for several threads at
/// once.
/// </summary>
internal sealed class RestartPolicy(IReadOnlyList<WorkerRuntime> runtimes, string modelPath, TimeProvider time)
{
    /// <summary>In a row: a file or library that takes the process down each time does so for ever.</summary>
    private const int MostCrashesWhileLoading = 3;

    private readonly RuntimeLadder _runtimes = new(runtimes);
    private readonly RestartPauses _pauses = new(time);
    private int _crashesWhileLoading;

    /// <summary>What to try now.</summary>
    public WorkerRuntime Runtime => _runtimes.Current;

    /// <summary>Zero or less: a child may be started.</summary>
    public TimeSpan PauseLeft => _pauses.Left;

    public WorkerState Loaded(string device)
    {
        _crashesWhileLoading = 0;
        return new WorkerState(WorkerPhase.Ready, "", _runtimes.Explain(device), 1);
    }

    /// <summary>A batch was answered.</summary>
    public void Succeeded() => _pauses.Reset();

    /// <summary>A child died that was well before, or could not be started.</summary>
    public WorkerState Died(string reason)
    {
        _pauses.CountDeath();
        return new WorkerState(WorkerPhase.BackingOff, reason, "", 0);
    }

    /// <param name="end">Of a child that was not ready yet. With a wish: it was ended because llama.cpp refused.</param>
    /// <returns>Starting: go on with the next runtime.</returns>
    public WorkerState DiedStarting(WorkerEnd end)
    {
        var refused = end.Wish is not null;
        // A process that was killed is the machine's doing, not the file's or the library's.
        if (!refused && end.Death == WorkerDeath.Killed) return Died(end.Words);
        if (!_runtimes.IsAtLast)
        {
            _runtimes.Leave(end.Words);
            return new WorkerState(WorkerPhase.Starting, "", "", 0);
        }

        var words = _runtimes.Explain(end.Words);
        if (refused) return GaveUp(words);
        return ++_crashesWhileLoading < MostCrashesWhileLoading
            ? Died(end.Words)
            : GaveUp($"{words} It did so {MostCrashesWhileLoading} times while loading {modelPath}: verify the file, or choose another model.");
    }

    public static WorkerState GaveUp(string reason) => new(WorkerPhase.Unusable, reason, "", 0);

    /// <summary>Forgets everything.</summary>
    public void Reset()
    {
        _crashesWhileLoading = 0;
        _pauses.Reset();
        _runtimes.Reset();
    }
}
