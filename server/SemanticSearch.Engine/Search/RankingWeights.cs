namespace SemanticSearch.Engine.Search;

/// <summary>Every number of the ranking, in one block.</summary>
public sealed record RankingWeights
{
    public static RankingWeights Default { get; } = new();
}
