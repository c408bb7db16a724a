using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;

namespace SemanticSearch.Engine.Tests.Health;

public sealed class AlertTests
{
    private static readonly HealthFacts Well = new(Memory(0.5), Queries(100, 40), 30, Queries(500, 40), 10_000, 100, IsFirstReading: false);

    private readonly Clock _clock = new();

    [Fact]
    public void All_is_well_at_the_limits_themselves()
    {
        var facts = Well with { Memory = Memory(0.70), Recent = Queries(100, 60), LastHour = Queries(1_000, 40, errors: 1), RecentLookUps = new CacheLookUps(700, 1_000) };

        Assert.Empty(AlertRules.Evaluate(facts));
    }

    [Fact]
    public void Each_condition_raises_its_alert_with_figures_and_a_next_step()
    {
        Expect("memory: 71 % of 10.0 GB (this machine) in use", AlertRules.Memory, Well with { Memory = Memory(0.71) });
        Expect("95 % of searches take up to 61 ms, usual are 30 ms", AlertRules.QueryLatency, Well with { Recent = Queries(10, 61) });
        Expect("301 of 1,000 embeddings had to be computed within 10 minutes", AlertRules.CacheHitRate, Well with { RecentLookUps = new CacheLookUps(699, 1_000) });
        Expect("1 of 20 searches of the last hour were answered a step lower than they should have been", AlertRules.QueryErrors, Well with { LastHour = Queries(20, 40, errors: 1) });
        Assert.All(AlertRules.All, rule => Assert.NotEmpty(rule.NextStep));

        static void Expect(string text, AlertRule rule, HealthFacts facts)
        {
            var alert = Assert.Single(AlertRules.Evaluate(facts));
            Assert.Equal((rule, text), (alert.Rule, alert.Text));
        }
    }

    [Fact]
    public void Too_little_to_tell_is_no_alert()
    {
        Assert.Empty(AlertRules.Evaluate(Well with { Recent = Queries(9, 5_000) }));
        Assert.Empty(AlertRules.Evaluate(Well with { Recent = Queries(100, 5_000), BaselineP95 = null }));
        Assert.Empty(AlertRules.Evaluate(Well with { Recent = Queries(100, 49), BaselineP95 = 4 }));
        Assert.Empty(AlertRules.Evaluate(Well with { LastHour = Queries(19, 40, errors: 19) }));
        Assert.Empty(AlertRules.Evaluate(Well with { RecentLookUps = new CacheLookUps(0, 999) }));
        Assert.Empty(AlertRules.Evaluate(Well with { RecentLookUps = new CacheLookUps(0, 5_000), IsFirstReading = true }));
    }

    [Fact]
    public void Slow_searches_are_an_alert_when_they_last_without_a_break()
    {
        var watch = new AlertWatch(_clock);
        var slow = Well with { Recent = Queries(100, 500) };

        Assert.True(Assert.Single(watch.See(slow)).Pending);
        _clock.Now += TimeSpan.FromMinutes(4);
        Assert.True(Assert.Single(watch.See(slow)).Pending);
        Assert.Empty(watch.See(Well));
        _clock.Now += TimeSpan.FromMinutes(2);
        Assert.True(Assert.Single(watch.See(slow)).Pending);
        _clock.Now += TimeSpan.FromMinutes(5);
        Assert.False(Assert.Single(watch.See(slow)).Pending);
    }

    [Fact]
    public void The_hit_rate_is_that_of_the_last_ten_minutes()
    {
        var watch = new AlertWatch(_clock);
        Assert.Empty(watch.See(Well));
        for (var minute = 1; minute <= 9; minute++) Assert.Empty(See(computed: 1_000));

        Assert.Equal("10,000 of 10,000 embeddings had to be computed within 10 minutes", Assert.Single(See(computed: 1_000)).Text);
        for (var minute = 1; minute <= 9; minute++) Assert.NotEmpty(See(computed: 0));
        Assert.Empty(See(computed: 0));

        IReadOnlyList<Alert> See(int computed)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            _computed += computed;
            return watch.See(Well with { Computed = Well.Computed + _computed });
        }
    }

    [Fact]
    public void What_a_first_reading_computes_is_never_held_against_the_cache()
    {
        var watch = new AlertWatch(_clock);
        watch.See(Well);
        _clock.Now += TimeSpan.FromMinutes(9);
        watch.See(Well with { Computed = 50_000, IsFirstReading = true });
        for (var minute = 1; minute <= 20; minute++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            Assert.Empty(watch.See(Well with { Computed = 50_000 }));
        }
    }

    private int _computed;

    private static MemoryReading Memory(double used) => new(10L << 30, (long)((1 - used) * (10L << 30)), "this machine");

    private static CanaryFigures Queries(int count, double p95, int errors = 0) => new(count, p95 / 2, p95, p95, (double)errors / count, 0, 0);

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
