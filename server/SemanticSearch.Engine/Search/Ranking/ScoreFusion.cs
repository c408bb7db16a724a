namespace SemanticSearch.Engine.Search.Ranking;

/// <summary>Makes one score of the two lists'.</summary>
internal static class ScoreFusion
{
    /// <summary>The constant of reciprocal rank fusion, from the paper that introduced it: ranks near the top differ, but not by too much.</summary>
    private const double RankOffset = 60;

    private const string LexicalPart = "Lexical", SemanticPart = "Semantic";

    /// <param name="cosineFloor">Cosine of the last in the vector list: what is not above it is as good as unrelated.</param>
    /// <param name="lexicalShare">0…1, of the lexical list.</param>
    public static void Apply(IReadOnlyList<Candidate> candidates, double cosineFloor, double lexicalShare, Fusion fusion)
    {
        if (candidates.Count == 0) return;
        var bestLexical = candidates.Max(candidate => candidate.Lexical);
        var bestCosine = candidates.Max(candidate => candidate.Cosine);
        foreach (var candidate in candidates)
        {
            var (lexical, semantic) = fusion == Fusion.ReciprocalRank
                ? (OfRank(candidate.LexicalRank), OfRank(candidate.VectorRank))
                : (Share(candidate.Lexical, 0, bestLexical), Share(candidate.Cosine, cosineFloor, bestCosine));
            candidate.Sheet.Add(LexicalPart, lexicalShare * lexical);
            candidate.Sheet.Add(SemanticPart, (1 - lexicalShare) * semantic);
        }
    }

    private static double OfRank(int rank) => rank == 0 ? 0 : (RankOffset + 1) / (RankOffset + rank);

    private static double Share(double value, double floor, double best)
    {
        if (value <= 0) return 0;
        return best > floor ? Math.Max(0, (value - floor) / (best - floor)) : 1;
    }
}
