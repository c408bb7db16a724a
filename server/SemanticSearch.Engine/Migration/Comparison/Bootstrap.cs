using SemanticSearch.Engine.Health;

namespace SemanticSearch.Engine.Migration;

/// <summary>
/// Confidence intervals by resampling, which ask nothing of how the values are spread: reciprocal ranks are anything but normal. The percentile
/// method of Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13.
/// </summary>
internal static class Bootstrap
{
    private const int Resamples = 2_000;

    private const double Outside = 0.025;

    /// <summary>Fixed, so that the same answers always give the same interval.</summary>
    private const int Seed = 20_003;

    /// <returns>The mean with its 95 % interval; zeros for no values.</returns>
    public static Estimate Mean(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return new Estimate(0, 0, 0);
        var random = new Random(Seed);
        var means = new double[Resamples];
        for (var resample = 0; resample < Resamples; resample++)
        {
            var sum = 0.0;
            for (var drawn = 0; drawn < values.Count; drawn++) sum += values[random.Next(values.Count)];
            means[resample] = sum / values.Count;
        }

        return new Estimate(values.Average(), Percentiles.Of(means, Outside), Percentiles.Of(means, 1 - Outside));
    }

    /// <summary>
    /// The mean of candidate minus baseline. Questions are drawn with both answers together, because a hard one is hard for both: the interval is much
    /// narrower than the difference of two independent ones.
    /// </summary>
    public static Estimate PairedDifference(IReadOnlyList<double> baseline, IReadOnlyList<double> candidate)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(candidate.Count, baseline.Count);
        return Mean([.. candidate.Zip(baseline, (mine, others) => mine - others)]);
    }
}
