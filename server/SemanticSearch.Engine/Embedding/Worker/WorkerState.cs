namespace SemanticSearch.Engine.Embedding.Worker;

public enum WorkerPhase
{
    /// <summary>No child; the next request starts one.</summary>
    Off,
    Starting,
    Ready,

    /// <summary>The child died. The next request starts another, once the pause is over.</summary>
    BackingOff,

    /// <summary>Ended to free memory, until <see cref="EmbeddingWorker.Resume"/>.</summary>
    Suspended,

    /// <summary>Trying again would not help, until <see cref="EmbeddingWorker.Resume"/> or <see cref="EmbeddingWorker.EndAsync"/>.</summary>
    Unusable,
}

/// <param name="Reason">In words, for <see cref="WorkerPhase.BackingOff"/>, <see cref="WorkerPhase.Suspended"/> and <see cref="WorkerPhase.Unusable"/>; otherwise empty.</param>
/// <param name="Device">What computes, such as "cpu" or "cuda: NVIDIA H200", and why not what was wished for; empty before it is known.</param>
/// <param name="LoadProgress">0 to 1.</param>
public sealed record WorkerState(WorkerPhase Phase, string Reason, string Device, float LoadProgress);
