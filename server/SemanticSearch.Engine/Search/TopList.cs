namespace SemanticSearch.Engine.Search;

/// <summary>A chunk's place in the snapshot, and its score there.</summary>
public readonly record struct Scored(int Ordinal, float Score);

/// <summary>Keeps the best n of what is offered: higher scores first, then lower ordinals, so that the order is always the same.</summary>
public sealed class TopList
{
    private readonly Scored[] heap; // its root is the worst kept
    private int count;

    public TopList(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        heap = new Scored[capacity];
    }

    /// <summary>What is not above it need not be offered, as long as ordinals are offered in ascending order.</summary>
    public float Threshold => count < heap.Length ? float.NegativeInfinity : heap[0].Score;

    public void Offer(int ordinal, float score)
    {
        var entry = new Scored(ordinal, score);
        if (count < heap.Length)
        {
            heap[count] = entry;
            SiftUp(count++);
        }
        else if (Worse(heap[0], entry))
        {
            heap[0] = entry;
            SiftDown();
        }
    }

    /// <returns>Best first. The list itself is used up.</returns>
    public Scored[] Take()
    {
        var result = heap.AsSpan(0, count).ToArray();
        count = 0;
        Array.Sort(result, static (left, right) => Worse(left, right) ? 1 : Worse(right, left) ? -1 : 0);
        return result;
    }

    private static bool Worse(Scored left, Scored right) =>
        left.Score < right.Score || (left.Score == right.Score && left.Ordinal > right.Ordinal);

    private void SiftUp(int at)
    {
        while (at > 0)
        {
            var parent = (at - 1) / 2;
            if (!Worse(heap[at], heap[parent])) return;
            (heap[at], heap[parent]) = (heap[parent], heap[at]);
            at = parent;
        }
    }

    private void SiftDown()
    {
        for (var at = 0; ;)
        {
            var worst = (2 * at) + 1;
            if (worst >= count) return;
            if (worst + 1 < count && Worse(heap[worst + 1], heap[worst])) worst++;
            if (!Worse(heap[worst], heap[at])) return;
            (heap[at], heap[worst]) = (heap[worst], heap[at]);
            at = worst;
        }
    }
}
