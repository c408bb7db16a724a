using SemanticSearch.Engine.Migration;

namespace SemanticSearch.Engine.Tests.Migration;

/// <summary>Whether a candidate is good enough, by a comparison's figures.</summary>
public sealed class ComparisonQualityTests
{
    [Theory]
    [InlineData(9, 0.3, 0.2, 0.4, 0, 0, 0, QualityDecision.Unclear)]
    [InlineData(100, 0.01, -0.01, 0.03, 0, 0, 0, QualityDecision.NotWorse)]
    [InlineData(100, -0.03, -0.05, -0.01, 0, 0, 0, QualityDecision.Worse)]
    // Less, but it may be chance.
    [InlineData(100, -0.03, -0.07, 0.01, 0, 0, 0, QualityDecision.Unclear)]
    // Surely less, but by so little that nobody notices.
    [InlineData(100, -0.01, -0.015, -0.005, 0, 0, 0, QualityDecision.NotWorse)]
    // It found more; the interval is wide.
    [InlineData(30, 0.01, -0.06, 0.08, 0, 0, 0, QualityDecision.NotWorse)]
    [InlineData(29, 0.01, -0.06, 0.08, 0, 0, 0, QualityDecision.Unclear)]
    // Words cover up that the vectors find less.
    [InlineData(100, 0, -0.01, 0.01, -0.06, -0.11, -0.01, QualityDecision.Worse)]
    [InlineData(100, 0, -0.01, 0.01, -0.06, -0.13, 0.01, QualityDecision.NotWorse)]
    public void It_is_worse_by_more_than_the_margin_and_not_by_chance(
        int questions, double mean, double low, double high, double meaning, double meaningLow, double meaningHigh, QualityDecision expected)
    {
        var none = new Estimate(0, 0, 0);
        var side = new SideReport("m", 64, none, none, none, none, 1, 2, 3, null, 0);
        var report = new ComparisonReport(
            DateTimeOffset.UnixEpoch, questions, side, side, new Estimate(mean, low, high), new Estimate(meaning, meaningLow, meaningHigh), 1, 1, [], [], "");

        Assert.Equal(expected, ComparisonQuality.Decide(report));
    }
}
