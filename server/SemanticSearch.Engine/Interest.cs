namespace SemanticSearch.Engine;

/// <summary>
/// The files that somebody has to do with just now: open in an editor, or among the hits of a search. What is built in the background begins with them. Safe to
/// use from several threads.
/// </summary>
internal sealed class Interest
{
    /// <summary>Files that are remembered; the oldest are forgotten beyond.</summary>
    private const int Remembered = 500;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _paths = new(StringComparer.Ordinal);
    private int _version;

    /// <summary>Grows with every file that was not of interest before.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Relative paths, the latest first.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_gate) return [.. _paths.OrderByDescending(pair => pair.Value).Select(pair => pair.Key)];
        }
    }

    public void Add(IEnumerable<string> paths)
    {
        lock (_gate)
        {
            foreach (var path in paths)
            {
                if (_paths.TryAdd(path, _version + 1)) _version++;
            }

            if (_paths.Count <= Remembered) return;
            foreach (var old in _paths.OrderBy(pair => pair.Value).Take(_paths.Count - Remembered).Select(pair => pair.Key).ToList()) _paths.Remove(old);
        }
    }
}
