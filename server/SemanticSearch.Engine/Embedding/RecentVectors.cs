using System.Diagnostics.CodeAnalysis;

namespace SemanticSearch.Engine.Embedding;

/// <summary>The vectors of the texts asked about last, because people type the same again, page, and refine. Safe to use from several threads.</summary>
public sealed class RecentVectors
{
    /// <summary>A few hundred KB for the largest models.</summary>
    private const int Kept = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public bool TryGet(string text, [NotNullWhen(true)] out float[]? vector)
    {
        lock (_gate) return _vectors.TryGetValue(text, out vector);
    }

    public void Add(string text, float[] vector)
    {
        lock (_gate)
        {
            if (!_vectors.TryAdd(text, vector)) return;
            _order.Enqueue(text);
            if (_order.Count > Kept) _vectors.Remove(_order.Dequeue());
        }
    }
}
