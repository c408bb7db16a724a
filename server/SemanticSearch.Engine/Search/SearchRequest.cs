namespace SemanticSearch.Engine.Search;

public enum SearchMode
{
    Hybrid,
    Semantic,
    Lexical,
}

/// <summary>Whether files of tests are searched; what counts as one is told from its path.</summary>
public enum TestFilter
{
    Included,
    Excluded,
    Only,
}

/// <summary>What a hit must fulfil; an empty part asks nothing.</summary>
/// <param name="Languages">Names of <see cref="Chunking.Languages"/>.</param>
/// <param name="Globs">Over relative paths, any of them: "src/**", "*.cs"; a leading '!' excludes.</param>
/// <param name="Kinds">Values of <see cref="Chunking.ChunkKinds"/>.</param>
/// <param name="Paths">Only these files (those changed since a revision); null for all.</param>
public sealed record SearchFilter(
    IReadOnlyList<string> Languages, IReadOnlyList<string> Globs, IReadOnlyList<string> Kinds, IReadOnlySet<string>? Paths,
    TestFilter Tests = TestFilter.Included)
{
    public static SearchFilter None { get; } = new([], [], [], null);

    public bool IsEmpty => Languages.Count == 0 && Globs.Count == 0 && Kinds.Count == 0 && Paths is null && Tests == TestFilter.Included;
}

/// <param name="Query">1 to <see cref="MaximumQueryLength"/> characters.</param>
/// <param name="Limit">Hits wanted, 1 to <see cref="MaximumLimit"/>.</param>
public sealed record SearchRequest(string Query, int Limit, SearchMode Mode, SearchFilter Filter)
{
    /// <summary>How long to wait for a model that takes its time before a quicker one answers; without end unless it is set.</summary>
    public TimeSpan Patience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Search the vectors of this model only: its name, "bundled", or the beginning of its fingerprint. Null for the one whose turn it is.</summary>
    public string? Generation { get; init; }

    public const int MaximumQueryLength = 1_000, MaximumLimit = 100, DefaultLimit = 10;
}

/// <summary>Code like a place or a text.</summary>
/// <param name="Text">The code to compare with.</param>
/// <param name="Path">Where it stands, null for text from elsewhere; the place itself is left out of the answer.</param>
/// <param name="StartLine">From 1, inclusive.</param>
public sealed record SimilarRequest(string Text, string? Path, int StartLine, int EndLine, int Limit, SearchFilter Filter)
{
    /// <inheritdoc cref="SearchRequest.Patience"/>
    public TimeSpan Patience { get; init; } = Timeout.InfiniteTimeSpan;
}

/// <summary>One factor or term of a score, named as in <see cref="RankingWeights"/>.</summary>
public readonly record struct ScorePart(string Name, double Value);

/// <param name="Path">Relative, forward slashes.</param>
/// <param name="Score">Higher is better; comparable within one answer only.</param>
/// <param name="Cosine">Of the hit's vector and the query's; 0 where words alone answered. Comparable between answers of one model.</param>
/// <param name="Parts">How the score came about, from the same call that made it.</param>
public sealed record SearchHit(
    string Path, int StartLine, int EndLine, double Score, string? Symbol, string Scope, string Kind, string Language, string Snippet,
    double Cosine, IReadOnlyList<ScorePart> Parts);

/// <param name="Step">What answered: an embedder's id, or "lexical".</param>
/// <param name="StalePaths">Files that changed behind the index's back; their hits were found again or dropped. To be queued.</param>
/// <param name="BestLexical">Of all candidates before fusion, which makes scores relative to it: BM25.</param>
/// <param name="BestCosine">As <paramref name="BestLexical"/>: cosine.</param>
/// <param name="Reason">Why it was not the chosen model that answered, in words; empty when it was, or none is chosen.</param>
/// <param name="BetterSoon">Whether the same question will be answered by the chosen model in a moment.</param>
public sealed record SearchAnswer(
    IReadOnlyList<SearchHit> Hits, string Step, IReadOnlyList<string> StalePaths, double BestLexical = 0, double BestCosine = 0, string Reason = "",
    bool BetterSoon = false)
{
    /// <summary>By which an opened hit is told; empty when the query was not noted.</summary>
    public string Token { get; init; } = "";
}
