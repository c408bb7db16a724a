namespace SemanticSearch.Server.Mcp;

/// <summary>What the tools of one agent share.</summary>
/// <param name="Unexpected">Told of faults of ours (what was done, exception).</param>
internal sealed record AgentSession(SessionRoots Roots, Action<string, Exception> Unexpected) : IDisposable
{
    /// <summary>Calls at a time. Searches take turns in the index anyway; more would only fill memory.</summary>
    private const int AtATime = 4;

    private readonly SemaphoreSlim _turns = new(AtATime, AtATime);

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
