namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>How long to wait after a child's death before the next is started. Not safe for several threads at once.</summary>
internal sealed class RestartPauses(TimeProvider time)
{
    /// <summary>After the first, second … death in a row, and after every further one.</summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.Zero, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)];

    private int _deaths;
    private long _diedAt;

    /// <summary>Zero or less: the pause is over.</summary>
    public TimeSpan Left => _deaths == 0 ? TimeSpan.Zero : Pauses[Math.Min(_deaths, Pauses.Length) - 1] - time.GetElapsedTime(_diedAt);

    public void CountDeath()
    {
        _deaths++;
        _diedAt = time.GetTimestamp();
    }

    /// <summary>A success ends the row of deaths.</summary>
    public void Reset() => _deaths = 0;
}
