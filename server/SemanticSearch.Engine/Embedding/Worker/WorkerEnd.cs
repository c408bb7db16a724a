namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>Why the sidecar ends its own child.</summary>
/// <param name="Reason">A sentence, with what mends it.</param>
/// <param name="RetryAfter">See <see cref="WorkerUnavailableException.RetryAfter"/>.</param>
internal sealed record EndWish(string Reason, TimeSpan? RetryAfter)
{
    public WorkerUnavailableException ToException() => new(Reason, RetryAfter);
}

/// <summary>How a child's life ended.</summary>
/// <param name="Words">A sentence or two.</param>
/// <param name="Wish">Its own sidecar ended it; null: it died.</param>
internal sealed record WorkerEnd(WorkerDeath Death, string Words, string LastWords, EndWish? Wish)
{
    /// <param name="inHand">See <see cref="WorkerDiedException.InHand"/>.</param>
    public Exception ToException(bool inHand) => Wish is not null ? Wish.ToException() : new WorkerDiedException(Death, Words, LastWords, inHand);
}
