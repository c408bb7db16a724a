namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>The builds of llama.cpp in the order in which they are tried, and why some are no longer. Not safe for several threads at once.</summary>
internal sealed class RuntimeLadder(IReadOnlyList<WorkerRuntime> runtimes)
{
    private readonly List<string> _left = [];

    public WorkerRuntime Current => runtimes[_left.Count];

    public bool IsAtLast => _left.Count == runtimes.Count - 1;

    /// <summary>Goes on to the next.</summary>
    /// <param name="reason">Why the current one cannot be used, as a sentence.</param>
    public void Leave(string reason)
    {
        if (IsAtLast) throw new InvalidOperationException("There is no runtime after the last.");
        _left.Add($"not {Current.Name}: {reason}");
    }

    public void Reset() => _left.Clear();

    /// <returns>What computes or refused, followed by why not what was wished for.</returns>
    public string Explain(string current) => _left.Count == 0 ? current : $"{current} ({string.Join("; ", _left)})";
}
