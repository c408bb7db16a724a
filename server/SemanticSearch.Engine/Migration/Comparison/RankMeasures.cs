namespace SemanticSearch.Engine.Migration;

/// <summary>
/// How well the first ten hits answer one question, 0 to 1. Relevance is binary: <c>gains</c> says of each hit, the best first, whether it shows a
/// right place that no hit before it shows.
/// </summary>
internal static class RankMeasures
{
    /// <summary>Hits looked at; what comes after them counts nothing.</summary>
    public const int Depth = 10;

    /// <returns>Rank of the first right hit, from 1; null when there is none.</returns>
    public static int? FirstRight(ReadOnlySpan<bool> gains) => Top(gains).IndexOf(true) is >= 0 and var place ? place + 1 : null;

    public static double ReciprocalRank(ReadOnlySpan<bool> gains) => FirstRight(gains) is { } rank ? 1.0 / rank : 0;

    /// <param name="right">Number of right places, at least 1; also below.</param>
    public static double Recall(ReadOnlySpan<bool> gains, int right) => (double)Top(gains).Count(true) / right;

    /// <summary>Discounted by log2(rank + 1), over the gain of the best possible order (Järvelin and Kekäläinen, 2002).</summary>
    public static double Ndcg(ReadOnlySpan<bool> gains, int right)
    {
        double gained = 0, best = 0;
        for (var place = 0; place < Math.Min(Depth, Math.Max(gains.Length, right)); place++)
        {
            var worth = 1 / Math.Log2(place + 2);
            if (place < gains.Length && gains[place]) gained += worth;
            if (place < right) best += worth;
        }

        return gained / best;
    }

    private static ReadOnlySpan<bool> Top(ReadOnlySpan<bool> gains) => gains[..Math.Min(Depth, gains.Length)];
}
