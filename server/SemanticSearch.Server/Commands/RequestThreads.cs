namespace SemanticSearch.Server.Commands;

/// <summary>Keeps threads free for requests in a process that indexes beside.</summary>
internal static class RequestThreads
{
    /// <summary>Threads beyond those that index.</summary>
    private const int Kept = 8;

    /// <summary>Indexing keeps the pool's threads busy for seconds, one a core; a request must not wait until the pool decides to add one.</summary>
    public static void Keep()
    {
        ThreadPool.GetMinThreads(out var workers, out var completions);
        ThreadPool.SetMinThreads(workers + Kept, completions);
    }
}
