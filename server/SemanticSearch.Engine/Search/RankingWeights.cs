namespace SemanticSearch.Engine.Search;

/// <summary>Every number of the ranking, in one block.</summary>
public sealed record RankingWeights
{
    public static RankingWeights Default { get; } = new();

    /// <summary>k1 of BM25: how soon further occurrences of a word stop counting. The usual value.</summary>
    public double Bm25Saturation { get; init; } = 1.2;

    /// <summary>b of BM25: how much a long chunk is held against it. The usual value; chunks are of similar size anyway.</summary>
    public double Bm25LengthShare { get; init; } = 0.75;
}
