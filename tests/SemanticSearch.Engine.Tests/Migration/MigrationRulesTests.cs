using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Migration;

/// <summary>When a candidate goes on, waits, or goes back.</summary>
public sealed class MigrationRulesTests
{
    private static readonly CanaryFigures Calm = new(100, 20, 60, 90, ErrorRate: 0, EmptyRate: 0, OpenedRate: 0);

    private static readonly MigrationRow Canary = new(
        1, "new", Candidate: 2, Baseline: 1, Migrations.Canary, Share: 10, Automatic: true, Since: 10, StartedAt: 0, QueryMilliseconds: null, "");

    [Fact]
    public void A_calm_candidate_takes_the_next_step_when_it_has_answered_enough()
    {
        Assert.Equal(MigrationMove.Forward, Judge(Calm with { Queries = MigrationRules.EnoughQueries }).Move);
        Assert.Equal((MigrationMove.Wait, "19 of 20 queries that the next step needs"), Told(Judge(Calm with { Queries = 19 })));
        Assert.Equal([25, 50, 100], from share in (int[])[10, 25, 50] select MigrationRules.Next(share));
    }

    [Fact]
    public void Without_a_comparison_it_waits_and_by_hand_it_waits_for_a_person()
    {
        Assert.Equal((MigrationMove.Wait, "the two models are being compared"), Told(MigrationRules.Judge(Canary, null, Calm, Calm)));
        Assert.Equal((MigrationMove.Wait, "said before"), Told(Judge(Calm, Canary with { Automatic = false, Reason = "said before" })));
    }

    [Theory]
    [InlineData(60, null, 121, true)]
    [InlineData(60, null, 119, false)]
    // Announced by the plan: the person knew.
    [InlineData(60, 100.0, 190, false)]
    [InlineData(60, 100.0, 201, true)]
    // Nobody feels the difference between two milliseconds and ten.
    [InlineData(2, null, 49, false)]
    [InlineData(2, null, 51, true)]
    public void It_goes_back_when_it_is_twice_as_slow_as_usual_or_as_announced(double before, double? announced, double now, bool isBack)
    {
        var decision = Judge(Calm with { P95 = now }, Canary with { QueryMilliseconds = announced }, Calm with { P95 = before });

        Assert.Equal(isBack ? MigrationMove.Back : MigrationMove.Forward, decision.Move);
        Assert.Equal(isBack, decision.Reason.Contains("it is slow", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, 0.2, 0, true)]
    // One failure may be anything.
    [InlineData(10, 0.1, 0, false)]
    // The model before fails as often: it is not the candidate.
    [InlineData(10, 0.2, 0.2, false)]
    [InlineData(400, 0.015, 0, false)]
    public void It_goes_back_when_it_cannot_answer(int queries, double errors, double errorsBefore, bool isBack)
        => Assert.Equal(isBack, Judge(Calm with { Queries = queries, ErrorRate = errors }, baseline: Calm with { ErrorRate = errorsBefore }).Move == MigrationMove.Back);

    [Fact]
    public void It_goes_back_when_it_finds_nothing_more_often()
    {
        Assert.Equal(MigrationMove.Back, Judge(Calm with { EmptyRate = 0.2 }, baseline: Calm with { EmptyRate = 0.05 }).Move);
        Assert.Equal(MigrationMove.Forward, Judge(Calm with { EmptyRate = 0.2 }, baseline: Calm with { EmptyRate = 0.15 }).Move);
    }

    [Fact]
    public void It_goes_back_when_the_comparison_says_so_unless_a_person_saw_that_and_went_on()
    {
        var worse = Compared(-0.1, at: 5);

        Assert.Equal(MigrationMove.Back, MigrationRules.Judge(Canary, worse, Calm, Calm).Move);
        Assert.Equal(MigrationMove.Wait, MigrationRules.Judge(Canary with { Automatic = false }, worse, Calm, Calm).Move);
        Assert.Equal(MigrationMove.Back, MigrationRules.Judge(Canary with { Automatic = false }, Compared(-0.1, at: 11), Calm, Calm).Move);
    }

    [Fact]
    public void Promoted_it_is_watched_for_a_while()
    {
        var promoted = Canary with { Stage = Migrations.Promoted, Share = 100 };

        Assert.Equal(MigrationMove.Back, Judge(Calm with { Queries = MigrationRules.WatchedQueries, P95 = 500 }, promoted).Move);
        Assert.Equal(MigrationMove.Wait, Judge(Calm with { Queries = MigrationRules.WatchedQueries + 1, P95 = 500 }, promoted).Move);
    }

    private static MigrationDecision Judge(CanaryFigures candidate, MigrationRow? migration = null, CanaryFigures? baseline = null)
        => MigrationRules.Judge(migration ?? Canary, Compared(0, at: 5), baseline ?? Calm, candidate);

    private static (MigrationMove Move, string Reason) Told(MigrationDecision decision) => (decision.Move, decision.Reason);

    /// <param name="at">UTC ticks, on the clock of <see cref="Canary"/>.</param>
    private static ComparisonReport Compared(double difference, long at)
    {
        var side = new SideReport("m", 64, Around(0.5), Around(0.5), Around(0.5), Around(0.5), 1, 2, 3, null, 0);
        return new ComparisonReport(new DateTimeOffset(at, TimeSpan.Zero), 100, side, side, Around(difference), Around(0), 1, 1, [], [], "as told");
    }

    private static Estimate Around(double mean) => new(mean, mean - 0.01, mean + 0.01);
}
