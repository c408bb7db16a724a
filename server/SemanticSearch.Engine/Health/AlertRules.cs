using System.Globalization;
using SemanticSearch.Engine.Memory;

namespace SemanticSearch.Engine.Health;

/// <summary>When somebody should be told. Figures that are too few to mean anything raise no alert.</summary>
public static class AlertRules
{
    /// <summary>Times its own pace at which search is slow.</summary>
    public const double SlowTimes = 2;

    /// <summary>Milliseconds below which nobody feels a difference: the bundled model answers within few, and twice few are still few.</summary>
    public const double LeastFeltP95 = 50;

    /// <summary>Queries without which a 95th percentile is one query's chance.</summary>
    public const int LeastForLatency = 10;

    public const double LeastHitRate = 0.7;

    /// <summary>Look-ups that no one comes to by typing: what is newly written is in no cache, and should not be.</summary>
    public const int LeastForHitRate = 1_000;

    public const double MostErrors = 0.001;

    public const int LeastForErrors = 20;

    public static readonly TimeSpan LatencyWindow = TimeSpan.FromMinutes(5), CacheWindow = TimeSpan.FromMinutes(10), ErrorWindow = TimeSpan.FromHours(1);

    public static AlertRule Memory { get; } = new(
        "memory",
        Text($"more than {100 * MemoryGuard.AlertAt:0} % of what the machine or the container allows is in use, by whichever program"),
        TimeSpan.Zero,
        "Close what you do not need, or choose a smaller model with `semsearch model use`; search goes on either way.",
        facts => facts.Memory.UsedShare > MemoryGuard.AlertAt ? facts.Memory.ToString() : null);

    public static AlertRule QueryLatency { get; } = new(
        "query-latency",
        string.Create(
            CultureInfo.InvariantCulture,
            $"the 95th percentile of the last {LatencyWindow.TotalMinutes:0} minutes' searches is above {SlowTimes:0} times what is usual for the model (the median of its hours in "
            + $"{QueryFigures.BaselineSpan.TotalDays:0} days) and above {LeastFeltP95:0} ms, for {LatencyWindow.TotalMinutes:0} minutes; "
            + $"with at least {LeastForLatency} searches now and {QueryFigures.LeastForBaseline} before"),
        LatencyWindow,
        "See with `semsearch status` whether something is being indexed or built; if it is not, look for other programs that keep the processor busy.",
        facts => facts.BaselineP95 is { } usual && facts.Recent.Queries >= LeastForLatency && facts.Recent.P95 > Math.Max(LeastFeltP95, SlowTimes * usual)
            ? Text($"95 % of searches take up to {facts.Recent.P95:N0} ms, usual are {usual:N0} ms")
            : null);

    /// <remarks>
    /// A low rate is normal while a folder is read for the first time or a model builds its vectors, and for code that was just written or pulled. So the first two
    /// are left out, few look-ups are too, and the next step says the last.
    /// </remarks>
    public static AlertRule CacheHitRate { get; } = new(
        "cache-hit-rate",
        string.Create(
            CultureInfo.InvariantCulture,
            $"of at least {LeastForHitRate:N0} embeddings wanted within {CacheWindow.TotalMinutes:0} minutes less than {100 * LeastHitRate:0} % were known; "
            + $"not while a folder is read for the first time, or by another model"),
        TimeSpan.Zero,
        "After a pull or a branch that is new here this is as it should be. If nothing much has changed, `semsearch doctor` checks the index.",
        facts => !facts.IsFirstReading && facts.RecentLookUps is { All: >= LeastForHitRate, HitRate: < LeastHitRate } seen
            ? Text($"{seen.All - seen.Found:N0} of {seen.All:N0} embeddings had to be computed within {CacheWindow.TotalMinutes:0} minutes")
            : null);

    public static AlertRule QueryErrors { get; } = new(
        "query-errors",
        Text($"more than {100 * MostErrors:0.#} % of at least {LeastForErrors} searches of the last hour were not answered by the model that should have"),
        TimeSpan.Zero,
        "`semsearch status` says what answers and why; `semsearch doctor` checks the model.",
        facts => facts.LastHour.Queries >= LeastForErrors && facts.LastHour.ErrorRate > MostErrors
            ? Text($"{facts.LastHour.ErrorRate * facts.LastHour.Queries:N0} of {facts.LastHour.Queries:N0} searches of the last hour were answered a step lower than they should have been")
            : null);

    public static IReadOnlyList<AlertRule> All { get; } = [Memory, QueryLatency, CacheHitRate, QueryErrors];

    /// <summary>The rules whose condition holds at this moment. One that must last is pending: <see cref="AlertWatch"/> sees whether it does.</summary>
    public static IReadOnlyList<Alert> Evaluate(HealthFacts facts)
        => [.. from rule in All
               let seen = rule.Observe(facts)
               where seen is not null
               select new Alert(rule, seen, Pending: rule.Lasting > TimeSpan.Zero)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
