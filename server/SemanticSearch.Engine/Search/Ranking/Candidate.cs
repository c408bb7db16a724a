namespace SemanticSearch.Engine.Search.Ranking;

/// <summary>A chunk on its way to a hit.</summary>
internal sealed class Candidate(int ordinal)
{
    public int Ordinal { get; } = ordinal;

    /// <summary>BM25; 0 when none of the words is in it.</summary>
    public double Lexical { get; init; }

    /// <summary>Cosine, exact for the best; 0 without vectors.</summary>
    public double Cosine { get; init; }

    /// <summary>From 1; 0 when it is not in that list.</summary>
    public int LexicalRank { get; init; }

    public int VectorRank { get; init; }

    /// <summary>How it defines what the query names.</summary>
    public DefinitionMatch Definition { get; init; }

    public ScoreSheet Sheet { get; } = new();
}

internal enum DefinitionMatch
{
    None,

    /// <summary>A symbol of that name lies in the chunk, beside others.</summary>
    Inner,

    /// <summary>The chunk is that definition.</summary>
    Whole,

    /// <summary>And it is in the scope that the query names.</summary>
    WholeInScope,
}
