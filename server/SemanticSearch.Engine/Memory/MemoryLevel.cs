namespace SemanticSearch.Engine.Memory;

/// <summary>What the memory that is left asks of an embedding model; in order.</summary>
public enum MemoryLevel
{
    Calm = 0,

    /// <summary>Say so; nothing changes yet.</summary>
    Alert = 1,

    /// <summary>Smaller batches.</summary>
    Shrink = 2,

    /// <summary>End the worker process; search answers from the bundled model.</summary>
    Evict = 3,
}

/// <param name="Reason">A sentence for the user, with the figures behind it.</param>
public sealed record MemoryChange(MemoryLevel Level, MemoryReading Reading, string Reason);
