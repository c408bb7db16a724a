using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Search.Filters;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Ranking;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Search.Vectors;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search;

/// <summary>
/// Answers queries from one index: candidates, fusion, ranking, check against the files. Several threads may call it; one search
/// runs at a time.
/// </summary>
public sealed class SearchEngine : IDisposable
{
    /// <summary>What answers when no model does.</summary>
    public const string LexicalStep = "lexical";

    /// <summary>Terms of a text that similar code is looked for by: its rarest ones; more would cost time and tell nothing.</summary>
    private const int MaximumSimilarTerms = 24;

    /// <summary>Candidates that are ranked for each hit wanted: some turn out to be stale or copies.</summary>
    private const int RankedPerHit = 3;

    private readonly Lock gate = new();
    private readonly SqliteConnection reader;
    private readonly ITextEmbedder? embedder;
    private readonly string root;
    private readonly SourceAccess source;
    private readonly RankingWeights weights;
    private readonly IndexSnapshot snapshot = new();
    private readonly TermAnalyzer analyzer = new();
    private readonly LexicalIndex lexical;
    private readonly IndexRows rows;
    private readonly UnsavedFiles unsaved;
    private readonly CandidateFinder finder;
    private readonly Ranker ranker;

    /// <param name="reader">Open, with vec0 loaded where the index uses it; used by this engine only, for reading only. Not disposed.</param>
    /// <param name="embedder">Null for lexical search only.</param>
    /// <param name="root">Full path of the folder that the index is of.</param>
    public SearchEngine(SqliteConnection reader, ITextEmbedder? embedder, string root, SourceAccess source, RankingWeights? weights = null)
    {
        this.reader = reader;
        this.embedder = embedder;
        this.root = root;
        this.source = source;
        this.weights = weights ?? RankingWeights.Default;
        lexical = new LexicalIndex(reader, snapshot, this.weights);
        unsaved = new UnsavedFiles(embedder, source, analyzer);
        rows = new IndexRows(reader, unsaved);
        finder = new CandidateFinder(reader, snapshot, lexical, rows, this.weights);
        ranker = new Ranker(this.weights, analyzer);
    }

    /// <summary>Of the model whose vectors are compared; null without one.</summary>
    public string? Fingerprint => embedder?.Fingerprint;

    /// <summary>What is embedded for a text that similar code is looked for by: as the indexer composes it, with the scope of its place.</summary>
    public string EmbeddedTextOf(SimilarRequest request)
    {
        lock (gate)
        {
            using var transaction = new ReadTransaction(reader);
            return EmbeddedText.Compose(request.Path is null ? "" : rows.FindScope(request.Path, request.StartLine, request.EndLine), null, request.Text);
        }
    }

    /// <exception cref="ArgumentException">The query is empty or too long, or the limit out of range.</exception>
    public SearchAnswer Search(SearchRequest request, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(request.Query);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Query.Length, SearchRequest.MaximumQueryLength, nameof(request));
        CheckLimit(request.Limit);
        lock (gate)
        {
            using var transaction = new ReadTransaction(reader);
            Refresh(cancellation);
            var query = QueryShape.Of(request.Query, analyzer);
            var vector = request.Mode == SearchMode.Lexical ? null : EmbedQuery(request.Query);
            var allowed = FilterResolver.Resolve(request.Filter, snapshot, rows, reader);
            var terms = request.Mode == SearchMode.Semantic && vector is not null ? [] : query.Terms;
            var list = finder.Find(terms, vector, query.Names, allowed, cancellation);
            var words = query.IsOfNames ? weights.LexicalShareOfNames : weights.LexicalShare;
            var ranked = ranker.Rank(Fuse(list, terms.Length == 0, words, request.Limit), query);
            return Answer(ranked, list, request.Limit, FoldCopies.Yes, place: null, cancellation);
        }
    }

    /// <exception cref="ArgumentException">The text is empty, or the limit out of range.</exception>
    public SearchAnswer Similar(SimilarRequest request, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(request.Text);
        CheckLimit(request.Limit);
        lock (gate)
        {
            using var transaction = new ReadTransaction(reader);
            Refresh(cancellation);
            var scope = request.Path is null ? "" : rows.FindScope(request.Path, request.StartLine, request.EndLine);
            var vector = EmbedCode(scope, request.Text, cancellation);
            var terms = TellingTerms(request.Text);
            var allowed = FilterResolver.Resolve(request.Filter, snapshot, rows, reader);
            var list = finder.Find(terms, vector, [], allowed, cancellation);

            // Ranked by likeness alone: what a file is for, or a copy being a copy, does not make code less alike.
            var fused = Fuse(list, terms.Length == 0, weights.LexicalShareOfCode, request.Limit);
            return Answer(fused, list, request.Limit, FoldCopies.No, request, cancellation);
        }
    }

    public void Dispose()
    {
        finder.Dispose();
        lexical.Dispose();
        rows.Dispose();
    }

    private enum FoldCopies
    {
        No,
        Yes,
    }

    private static void CheckLimit(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, SearchRequest.MaximumLimit);
    }

    private void Refresh(CancellationToken cancellation)
    {
        var generation = embedder is null ? null : Generations.Of(reader, embedder.Fingerprint);
        if (generation?.Dimensions != embedder?.Dimensions) generation = null;
        unsaved.Refresh(rows.FindFile, cancellation);
        if (snapshot.Refresh(reader, generation, unsaved)) rows.Forget();
    }

    private QueryVector? EmbedQuery(string query)
    {
        if (embedder is null || snapshot.Generation is null) return null;
        var vector = new float[embedder.Dimensions];
        embedder.EmbedQuery(query, vector);
        return new QueryVector(vector);
    }

    /// <remarks>As the indexer composes it, but without the path: what is alike elsewhere is wanted, not what is near.</remarks>
    private QueryVector? EmbedCode(string scope, string text, CancellationToken cancellation)
    {
        if (embedder is null || snapshot.Generation is null) return null;
        var vector = new float[embedder.Dimensions];
        embedder.EmbedDocuments([EmbeddedText.Compose(scope, null, text)], vector, cancellation);
        return new QueryVector(vector);
    }

    private string[] TellingTerms(string text) => analyzer.AnalyzeQuery(text)
        .Select(term => (Term: term, Count: lexical.CountLive(term)))
        .Where(pair => pair.Count > 0)
        .OrderBy(pair => pair.Count).ThenBy(pair => pair.Term, StringComparer.Ordinal)
        .Take(MaximumSimilarTerms).Select(pair => pair.Term).ToArray();

    /// <returns>The best by both lists, and all that the query names, with their rows; best first.</returns>
    private List<Ranked> Fuse(CandidateList list, bool withoutWords, double lexicalShare, int limit)
    {
        var share = !list.HasVectors ? 1 : withoutWords ? 0 : lexicalShare;
        ScoreFusion.Apply(list.Candidates, list.CosineFloor, share, weights.Fusion);
        var best = list.Candidates.OrderByDescending(candidate => candidate.Sheet.Score).ThenBy(candidate => candidate.Ordinal)
            .Take(Math.Max(weights.RankedCandidates, limit * RankedPerHit));
        var fused = new List<Ranked>();
        foreach (var candidate in best.Union(list.Candidates.Where(candidate => candidate.Definition != DefinitionMatch.None)))
        {
            if (rows.FindChunk(snapshot.ChunkIdOf(candidate.Ordinal)) is { } row) fused.Add(new Ranked(candidate, row));
        }

        return fused;
    }

    /// <param name="place">What is left out of the answer; null for nothing.</param>
    private SearchAnswer Answer(
        List<Ranked> ranked, CandidateList list, int limit, FoldCopies fold, SimilarRequest? place, CancellationToken cancellation)
    {
        var verifier = new HitVerifier(root, source);
        var taken = new List<Ranked>();
        var hits = new List<SearchHit>();
        foreach (var candidate in ranked)
        {
            if (hits.Count == limit) break;
            cancellation.ThrowIfCancellationRequested();
            if (place is not null && list.HasVectors && candidate.Candidate.Cosine < weights.SimilarFloor) continue;
            if (fold == FoldCopies.Yes && taken.Exists(better => IsCopy(better, candidate))) continue;
            if (verifier.Verify(candidate.Row) is not { } verified || Covers(place, candidate.Row.File.Path, verified)) continue;
            taken.Add(candidate);
            hits.Add(ToHit(candidate, verified));
        }

        return new SearchAnswer(
            hits, list.HasVectors ? embedder!.Id : LexicalStep, [.. verifier.StalePaths],
            list.Candidates.Select(candidate => candidate.Lexical).DefaultIfEmpty().Max(),
            list.Candidates.Select(candidate => candidate.Cosine).DefaultIfEmpty().Max());
    }

    private bool IsCopy(Ranked better, Ranked other) =>
        better.Row.TextHash.AsSpan().SequenceEqual(other.Row.TextHash)
        || finder.Similarity(better.Candidate, other.Candidate) >= weights.DuplicateCosine;

    private static bool Covers(SimilarRequest? place, string path, VerifiedPlace verified) =>
        place is not null && place.Path == path && verified.StartLine <= place.EndLine && verified.EndLine >= place.StartLine;

    private static SearchHit ToHit(Ranked ranked, VerifiedPlace place) => new(
        ranked.Row.File.Path, place.StartLine, place.EndLine, ranked.Score, ranked.Row.Symbol, ranked.Row.Scope, ranked.Row.Kind,
        ranked.Row.File.Language, place.Text, ranked.Candidate.Cosine, ranked.Candidate.Sheet.Parts);
}
