namespace SemanticSearch.Engine.Health;

internal static class Percentiles
{
    /// <summary>Between two values it is interpolated linearly, as spreadsheets do (definition 7 of Hyndman and Fan, 1996).</summary>
    /// <param name="values">In any order.</param>
    /// <param name="share">0 to 1: 0.95 for the 95th percentile.</param>
    /// <returns>0 for no values.</returns>
    public static double Of(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return 0;
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
