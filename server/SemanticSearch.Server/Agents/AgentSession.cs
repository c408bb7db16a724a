namespace SemanticSearch.Server.Agents;

/// <summary>The tools of one client, and what they share.</summary>
internal sealed class AgentSession : IDisposable
{
    /// <summary>Calls at a time. Searches take turns in the index anyway; more would only fill memory.</summary>
    private const int AtATime = 4;

    private readonly SemaphoreSlim _turns = new(AtATime, AtATime);

    /// <param name="isOpen">Whether a folder may still be searched.</param>
    /// <param name="unexpected">Told of faults of ours (what was done, exception).</param>
    public AgentSession(Func<AgentFolder, bool> isOpen, Action<string, Exception> unexpected)
    {
        (IsOpen, Unexpected) = (isOpen, unexpected);
        Tools = [new SearchCodeTool(this), new FindSimilarCodeTool(this), new GetChunkTool(this), new GetIndexStatusTool(this)];
    }

    public Func<AgentFolder, bool> IsOpen { get; }

    public Action<string, Exception> Unexpected { get; }

    public IReadOnlyList<AgentTool> Tools { get; }

    /// <returns>To be disposed of when the call is answered.</returns>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation).ConfigureAwait(false);
        return new Turn(_turns);
    }

    public void Dispose() => _turns.Dispose();

    private sealed class Turn(SemaphoreSlim turns) : IDisposable
    {
        private int _over;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _over, 1) == 0) turns.Release();
        }
    }
}
