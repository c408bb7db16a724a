namespace SemanticSearch.Engine.Migration;

/// <summary>How much two rankings have in common, whichever is right.</summary>
internal static class RankAgreement
{
    /// <returns>The share of the longer ranking that both have, 0 to 1; 1 when both are empty.</returns>
    public static double Overlap<T>(IReadOnlyCollection<T> one, IReadOnlyCollection<T> other)
    {
        var longer = Math.Max(one.Count, other.Count);
        return longer == 0 ? 1 : (double)one.Intersect(other).Count() / longer;
    }

    /// <summary>
    /// Kendall's tau-b over what both rankings have: -1 (the other way round) to 1 (in the same order). A ranking has no ties unless it names something
    /// twice; then the first place counts, so that tau-b is tau-a here.
    /// </summary>
    /// <returns>Null when they share fewer than two: there is no order to compare.</returns>
    public static double? Kendall<T>(IReadOnlyList<T> one, IReadOnlyList<T> other)
    {
        T[] shared = [.. one.Intersect(other)];
        return KendallTauB([.. shared.Select(item => (double)IndexOf(one, item))], [.. shared.Select(item => (double)IndexOf(other, item))]);
    }

    /// <summary>(concordant - discordant) / √((pairs - ties in x)(pairs - ties in y)), after Kendall (1945).</summary>
    /// <returns>Null for fewer than two values, and when all of a side are tied.</returns>
    public static double? KendallTauB(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        int balance = 0, untiedX = 0, untiedY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = i + 1; j < x.Length; j++)
            {
                var (signX, signY) = (Math.Sign(x[i].CompareTo(x[j])), Math.Sign(y[i].CompareTo(y[j])));
                balance += signX * signY;
                untiedX += Math.Abs(signX);
                untiedY += Math.Abs(signY);
            }
        }

        return untiedX == 0 || untiedY == 0 ? null : balance / Math.Sqrt((double)untiedX * untiedY);
    }

    private static int IndexOf<T>(IReadOnlyList<T> ranking, T item)
    {
        for (var place = 0; place < ranking.Count; place++)
        {
            if (EqualityComparer<T>.Default.Equals(ranking[place], item)) return place;
        }

        throw new ArgumentException("It is not in the ranking.", nameof(item));
    }
}
