using SemanticSearch.Engine.Search.Segments;

namespace SemanticSearch.Engine.Search.Vectors;

/// <summary>A query vector, exact and as codes.</summary>
internal sealed class QueryVector
{
    private readonly sbyte[] codes;

    public QueryVector(float[] values)
    {
        Values = values;
        codes = new sbyte[values.Length];
        Scale = Quantiser.Quantise(values, codes);
    }

    public float[] Values { get; }

    public ReadOnlySpan<sbyte> Codes => codes;

    /// <summary>0 for a query that the model knows no word of: nothing is like it.</summary>
    public float Scale { get; }
}

/// <summary>Scans the codes of a snapshot.</summary>
internal sealed class VectorIndex(IndexSnapshot snapshot)
{
    /// <summary>Rows between two looks at the cancellation token and at their scores: few enough to stay in the cache.</summary>
    private const int BlockRows = 256;

    private readonly int[] dots = new int[BlockRows];

    /// <returns>The best of those allowed by approximate cosine, best first; chunks without a vector are left out.</returns>
    public Scored[] Top(QueryVector query, int count, OrdinalSet allowed, CancellationToken cancellation)
    {
        var top = new TopList(count);
        if (query.Scale == 0) return [];
        foreach (var segment in snapshot.Segments)
        {
            if (segment.Codes is not { } codes) continue;
            for (var start = 0; start < segment.Image.Count; start += BlockRows)
            {
                cancellation.ThrowIfCancellationRequested();
                var rows = Math.Min(BlockRows, segment.Image.Count - start);
                Offer(query, codes.Rows(start, rows), codes.Scales.Slice(start, rows), segment.Base + start, allowed, top);
            }
        }

        for (var start = 0; start < snapshot.Pending.Count; start += BlockRows)
        {
            var rows = Math.Min(BlockRows, snapshot.Pending.Count - start);
            Offer(query, snapshot.Pending.Rows(start, rows), snapshot.Pending.Scales.Slice(start, rows), snapshot.PendingBase + start, allowed, top);
        }

        return top.Take();
    }

    /// <returns>Approximate cosine; 0 for a chunk without a vector.</returns>
    public float Similarity(QueryVector query, int ordinal)
    {
        var scale = snapshot.CodesOf(ordinal, out var codes);
        return scale == 0 ? 0 : Dot(query.Codes, codes) * scale * query.Scale;
    }

    /// <returns>Approximate cosine of two chunks; 0 when one has no vector.</returns>
    public float Similarity(int left, int right)
    {
        var leftScale = snapshot.CodesOf(left, out var leftCodes);
        var rightScale = snapshot.CodesOf(right, out var rightCodes);
        return leftScale == 0 || rightScale == 0 ? 0 : Dot(leftCodes, rightCodes) * leftScale * rightScale;
    }

    private static float Dot(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        Span<int> dot = stackalloc int[1];
        DotKernel.Dot(left, right, dot);
        return dot[0];
    }

    private void Offer(
        QueryVector query, ReadOnlySpan<sbyte> rows, ReadOnlySpan<float> scales, int origin, OrdinalSet allowed, TopList top)
    {
        var results = dots.AsSpan(0, scales.Length);
        DotKernel.Dot(query.Codes, rows, results);
        for (var i = 0; i < results.Length; i++)
        {
            var score = results[i] * scales[i] * query.Scale;
            if (score > top.Threshold && scales[i] != 0 && allowed.Contains(origin + i)) top.Offer(origin + i, score);
        }
    }
}
