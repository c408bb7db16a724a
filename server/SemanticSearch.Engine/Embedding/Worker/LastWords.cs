namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>The last lines that a process wrote to its log.</summary>
internal sealed class LastWords
{
    private const int MostLines = 12;

    /// <summary>Characters.</summary>
    private const int LongestLine = 400;

    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line.Length <= LongestLine ? line : line[..LongestLine] + "…");
            if (_lines.Count > MostLines) _lines.Dequeue();
        }
    }

    /// <returns>One line each; empty when nothing was said.</returns>
    public override string ToString()
    {
        lock (_lines) return string.Join('\n', _lines);
    }
}
