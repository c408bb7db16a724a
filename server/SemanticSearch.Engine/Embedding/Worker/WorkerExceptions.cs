namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>How a child died.</summary>
public enum WorkerDeath
{
    /// <summary>From outside: the system wanted its memory, or somebody ended the process.</summary>
    Killed,

    /// <summary>By a fault of its own: an assertion of llama.cpp, an access violation.</summary>
    Crashed,

    /// <summary>It ended by itself, or was ended here because it no longer answered or did not speak the protocol.</summary>
    Ended,
}

/// <summary>The child died while it had this batch.</summary>
/// <param name="lastWords">The end of what it wrote to its log; may be empty.</param>
/// <param name="inHand">Whether it was computing this very batch. False: the batch was waiting, and cannot be what killed it.</param>
public sealed class WorkerDiedException(WorkerDeath death, string message, string lastWords, bool inHand) : Exception(message)
{
    public WorkerDeath Death { get; } = death;

    public string LastWords { get; } = lastWords;

    public bool InHand { get; } = inHand;
}

/// <summary>There is no child now, and none is started for this request. The message says why, and what to do.</summary>
/// <param name="retryAfter">When asking again makes sense; null: waiting alone does not mend it.</param>
public sealed class WorkerUnavailableException(string message, TimeSpan? retryAfter) : Exception(message)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
