using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Migration;

namespace SemanticSearch.Engine.Tests.Migration;

/// <summary>Against values worked out by hand.</summary>
public sealed class MeasureTests
{
    private const double Exact = 1e-12;

    private static readonly bool[] SecondAndFourth = [false, true, false, true];

    [Fact]
    public void Reciprocal_rank_and_recall_look_at_ten_hits()
    {
        Assert.Equal(0.5, RankMeasures.ReciprocalRank(SecondAndFourth), Exact);
        Assert.Equal(2.0 / 3, RankMeasures.Recall(SecondAndFourth, 3), Exact);
        bool[] eleventh = [.. Enumerable.Repeat(false, 10), true];
        Assert.Equal((null, 0, 0, 0), (RankMeasures.FirstRight(eleventh), RankMeasures.ReciprocalRank(eleventh), RankMeasures.Recall(eleventh, 1), RankMeasures.Ndcg(eleventh, 1)));
        Assert.Equal(0, RankMeasures.ReciprocalRank([]));
    }

    [Fact]
    public void Ndcg_discounts_by_the_logarithm_of_the_rank()
    {
        // (1/log2(3) + 1/log2(5)) / (1/log2(2) + 1/log2(3) + 1/log2(4))
        Assert.Equal((0.6309297535714575 + 0.43067655807339306) / (1 + 0.6309297535714575 + 0.5), RankMeasures.Ndcg(SecondAndFourth, 3), Exact);
        Assert.Equal(1, RankMeasures.Ndcg([true, true, false], 2), Exact);
        Assert.Equal(0, RankMeasures.Ndcg([], 2), Exact);
    }

    [Fact]
    public void Percentiles_lie_between_the_values_beside_them()
    {
        double[] values = [4, 1, 3, 2];

        Assert.Equal((2.5, 3.85, 4, 1), (Percentiles.Of(values, 0.5), Math.Round(Percentiles.Of(values, 0.95), 12), Percentiles.Of(values, 1), Percentiles.Of(values, 0)));
        Assert.Equal((7, 0), (Percentiles.Of([7], 0.99), Percentiles.Of([], 0.5)));
    }

    [Fact]
    public void The_bootstrap_comes_close_to_what_theory_says_of_the_mean()
    {
        // 60 of 100: the standard error is √(0.6 × 0.4 / 100) = 0.049, the interval 1.96 of them to each side.
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? 1.0 : 0.0)];
        var estimate = Bootstrap.Mean(values);

        Assert.Equal(0.6, estimate.Mean, Exact);
        Assert.Equal(0.504, estimate.Low, 0.02);
        Assert.Equal(0.696, estimate.High, 0.02);
        Assert.Equal(estimate, Bootstrap.Mean(values));
        Assert.Equal(new Estimate(0, 0, 0), Bootstrap.Mean([]));
    }

    [Fact]
    public void A_small_difference_on_every_question_shows_only_when_they_are_paired()
    {
        double[] baseline = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 0.9 : 0.1)];
        double[] candidate = [.. baseline.Select((value, i) => value + (i % 4 == 0 ? 0.02 : 0.06))];
        var paired = Bootstrap.PairedDifference(baseline, candidate);
        var (before, after) = (Bootstrap.Mean(baseline), Bootstrap.Mean(candidate));

        Assert.Equal(0.05, paired.Mean, Exact);
        Assert.InRange(paired.Low, 0.04, 0.05);
        Assert.True(before.High > after.Low, "The two intervals alone would have shown it.");
    }

    [Fact]
    public void Overlap_is_the_share_of_the_longer_ranking()
    {
        Assert.Equal(0.5, RankAgreement.Overlap(["a", "b", "c", "d"], ["d", "x", "a"]), Exact);
        Assert.Equal(1, RankAgreement.Overlap<string>([], []));
        Assert.Equal(0, RankAgreement.Overlap(["a"], []));
    }

    [Fact]
    public void Kendalls_tau_compares_the_order_of_what_both_have()
    {
        // Shared: a b c d against b a d c; two of six pairs are the other way round.
        Assert.Equal(2.0 / 6, RankAgreement.Kendall(["a", "x", "b", "c", "d"], ["b", "a", "y", "d", "c"])!.Value, Exact);
        Assert.Equal(-1, RankAgreement.Kendall(["a", "b", "c"], ["c", "b", "a"])!.Value, Exact);
        Assert.Null(RankAgreement.Kendall(["a", "b"], ["b", "z"]));
        // Ties: 1 1 2 against 1 2 3, two concordant pairs of three, one of them tied in x: 2 / √(2 × 3).
        Assert.Equal(2 / Math.Sqrt(6), RankAgreement.KendallTauB([1, 1, 2], [1, 2, 3])!.Value, Exact);
    }
}
