namespace SemanticSearch.Engine.Search;

/// <summary>Makes one list of the answers of several indexes to the same question.</summary>
public static class AnswerMerge
{
    /// <summary>
    /// Scores are relative to the best candidate of their own index, so that the best of an index with nothing fitting would stand as high as any.
    /// Each answer is therefore scaled by how its best BM25 and cosine compare with the best of all.
    /// </summary>
    /// <returns>Index into <paramref name="answers"/> and hit, its score scaled; best first.</returns>
    public static IReadOnlyList<(int Answer, SearchHit Hit)> Merge(IReadOnlyList<SearchAnswer> answers, int limit)
    {
        var lexical = answers.Select(answer => answer.BestLexical).DefaultIfEmpty().Max();
        var cosine = answers.Select(answer => answer.BestCosine).DefaultIfEmpty().Max();
        return [.. answers
            .SelectMany((answer, index) => answer.Hits.Select((hit, rank) => (index, rank, hit: hit with { Score = hit.Score * Strength(answer) })))
            .OrderByDescending(found => found.hit.Score).ThenBy(found => found.rank).ThenBy(found => found.index)
            .Take(limit)
            .Select(found => (found.index, found.hit))];

        double Strength(SearchAnswer answer) => (Share(answer.BestLexical, lexical), Share(answer.BestCosine, cosine)) switch
        {
            ({ } words, { } meaning) => (words + meaning) / 2,
            var (words, meaning) => words ?? meaning ?? 1,
        };
    }

    private static double? Share(double value, double best) => best > 0 ? Math.Max(0, value) / best : null;
}
