using System.Numerics.Tensors;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Ranking;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Search.Vectors;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search;

/// <param name="HasVectors">Whether the vector list has anything in it.</param>
/// <param name="CosineFloor">Cosine of the last in the vector list.</param>
internal sealed record CandidateList(List<Candidate> Candidates, bool HasVectors, double CosineFloor);

/// <summary>Finds what may be a hit: by words, by vector, by name. Every candidate gets both scores, whichever way it was found.</summary>
internal sealed class CandidateFinder(
    SqliteConnection connection, IndexSnapshot snapshot, LexicalIndex lexical, IndexRows rows, RankingWeights weights) : IDisposable
{
    private readonly VectorIndex vectors = new(snapshot);

    // Kept from query to query: preparing a statement over vec0 takes longer than several look-ups with it.
    private VectorTable? exact;
    private Generation? exactOf;

    /// <param name="terms">Empty for none by words.</param>
    /// <param name="vector">Null for none by vector.</param>
    public CandidateList Find(
        IReadOnlyList<string> terms, QueryVector? vector, IReadOnlyList<AskedName> names, OrdinalSet allowed, CancellationToken cancellation)
    {
        lexical.Score(terms, cancellation);
        var byWords = lexical.Top(weights.CandidatesPerList, allowed);
        var byVector = vector is null ? [] : vectors.Top(vector, weights.CandidatesPerList, allowed, cancellation);
        if (vector is not null) Rescore(vector, byVector);
        var definitions = FindDefinitions(names, allowed);

        var lexicalRanks = Ranks(byWords);
        var vectorRanks = Ranks(byVector);
        var cosines = byVector.ToDictionary(scored => scored.Ordinal, scored => scored.Score);
        var ordinals = lexicalRanks.Keys.Union(vectorRanks.Keys).Union(definitions.Keys);
        var candidates = ordinals.Select(ordinal => new Candidate(ordinal)
        {
            Lexical = lexical.Scores[ordinal],
            Cosine = cosines.TryGetValue(ordinal, out var cosine) ? cosine : vector is null ? 0 : vectors.Similarity(vector, ordinal),
            LexicalRank = lexicalRanks.GetValueOrDefault(ordinal),
            VectorRank = vectorRanks.GetValueOrDefault(ordinal),
            Definition = definitions.GetValueOrDefault(ordinal),
        }).ToList();
        return new CandidateList(candidates, byVector.Length > 0, byVector.Length > 0 ? byVector[^1].Score : 0);
    }

    /// <returns>Approximate cosine of two chunks; 0 when one has no vector.</returns>
    public double Similarity(Candidate left, Candidate right) => vectors.Similarity(left.Ordinal, right.Ordinal);

    private static Dictionary<int, int> Ranks(Scored[] list)
    {
        var ranks = new Dictionary<int, int>(list.Length);
        for (var i = 0; i < list.Length; i++) ranks.Add(list[i].Ordinal, i + 1);
        return ranks;
    }

    /// <summary>Puts the exact cosine in the place of the approximate one for the first of the list, and sorts it again.</summary>
    private void Rescore(QueryVector query, Scored[] list)
    {
        if (snapshot.Generation is not { } generation) return;
        if (exact is null || exactOf != generation)
        {
            exact?.Dispose();
            (exact, exactOf) = (new VectorTable(connection, generation), generation);
        }

        var vector = new float[generation.Dimensions];
        for (var i = 0; i < Math.Min(weights.RescoredCandidates, list.Length); i++)
        {
            if (!exact.TryRead(snapshot.ChunkIdOf(list[i].Ordinal), vector)) continue;
            var norm = TensorPrimitives.Norm(vector);
            if (norm > 0) list[i] = list[i] with { Score = TensorPrimitives.Dot(query.Values, vector) / norm };
        }

        Array.Sort(list, static (left, right) =>
            right.Score != left.Score ? right.Score.CompareTo(left.Score) : left.Ordinal.CompareTo(right.Ordinal));
    }

    public void Dispose() => exact?.Dispose();

    private Dictionary<int, DefinitionMatch> FindDefinitions(IReadOnlyList<AskedName> names, OrdinalSet allowed)
    {
        var found = new Dictionary<int, DefinitionMatch>();
        foreach (var name in names)
        {
            foreach (var symbol in rows.FindSymbols(name.Lower))
            {
                var ordinal = snapshot.OrdinalOf(symbol.ChunkId, symbol.Segment, symbol.Slot);
                if (ordinal < 0 || !allowed.Contains(ordinal) || rows.FindChunk(symbol.ChunkId) is not { } row) continue;
                var match = Match(name, symbol, row);
                if (match > found.GetValueOrDefault(ordinal)) found[ordinal] = match;
            }
        }

        return found;
    }

    private static DefinitionMatch Match(AskedName name, SymbolRow symbol, ChunkRow row)
    {
        if (!string.Equals(symbol.Display, row.Symbol, StringComparison.Ordinal)) return DefinitionMatch.Inner;
        if (name.Scope.Length == 0) return DefinitionMatch.Whole;
        var scope = row.Scope.ToLowerInvariant();
        return scope == name.Scope || scope.EndsWith("." + name.Scope, StringComparison.Ordinal) ? DefinitionMatch.WholeInScope : DefinitionMatch.Whole;
    }
}
