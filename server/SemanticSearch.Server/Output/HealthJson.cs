using System.Text.Json.Serialization;
using SemanticSearch.Engine.Health;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Output;

/// <summary>What <c>health --json</c> prints.</summary>
/// <param name="Live">Always true: something answered.</param>
/// <param name="Ready">There is an index that answers.</param>
/// <param name="Degraded">It answers, but not as it should.</param>
/// <param name="Reason">All that is wrong, in sentences; empty when nothing is.</param>
/// <param name="Unseen">What this command cannot know.</param>
internal sealed record HealthJson(
    bool Live, bool Ready, bool Degraded, string Reason, IReadOnlyList<HealthProblemJson> Problems, IReadOnlyList<AlertJson> Alerts, string Unseen)
{
    public static HealthJson Of(HealthReport report) => new(
        report.Live, report.Ready, report.Degraded, report.Reason,
        [.. report.Problems.Select(problem => new HealthProblemJson(problem.Name, problem.Text, problem.NextStep))],
        [.. report.Alerts.Select(alert => new AlertJson(alert.Rule.Name, alert.Rule.Condition, alert.Text, alert.Rule.NextStep, alert.Pending))],
        HealthCommand.Unseen);
}

internal sealed record HealthProblemJson(string Name, string Text, string NextStep);

/// <param name="Pending">Seen, but not seen to last as long as the condition says.</param>
internal sealed record AlertJson(string Rule, string Condition, string Text, string NextStep, bool Pending);

/// <summary>What <c>metrics --json</c> prints. Rates are from 0 to 1.</summary>
/// <param name="CacheHitRate">Since the index was made; null before the first embedding.</param>
/// <param name="MemoryLimit">What sets <paramref name="MemoryTotalBytes"/>.</param>
/// <param name="Unseen">What this command cannot know.</param>
internal sealed record MetricsJson(
    DateTimeOffset At, IReadOnlyList<GenerationMetricsJson> Generations, double? CacheHitRate, long EmbeddingsReused, long EmbeddingsComputed, long IndexBytes,
    int FilesPending, long DeadLetters, long MemoryUsedBytes, long MemoryTotalBytes, string MemoryLimit, string Unseen)
{
    public static MetricsJson Of(MetricsReport report) => new(
        report.At,
        [.. report.Generations.Select(generation => new GenerationMetricsJson(
            generation.Id, generation.Model, generation.State, generation.ChunksPending, QueryFiguresJson.Of(generation.LastHour), QueryFiguresJson.Of(generation.LastDay)))],
        report.HitRate, report.Reused, report.Computed, report.IndexBytes, report.FilesPending, report.DeadLetters, report.Memory.Used, report.Memory.Total, report.Memory.Source,
        MetricsCommand.Unseen);
}

internal sealed record GenerationMetricsJson(long Id, string Model, string State, long ChunksPending, QueryFiguresJson LastHour, QueryFiguresJson LastDay);

/// <summary>All but the number are null when there were no queries.</summary>
internal sealed record QueryFiguresJson(int Queries, double? P50Ms, double? P95Ms, double? P99Ms, double? ErrorRate, double? EmptyRate, double? OpenedRate)
{
    public static QueryFiguresJson Of(CanaryFigures figures) => figures.Queries == 0
        ? new QueryFiguresJson(0, null, null, null, null, null, null)
        : new QueryFiguresJson(
            figures.Queries, Math.Round(figures.P50, 2), Math.Round(figures.P95, 2), Math.Round(figures.P99, 2), Math.Round(figures.ErrorRate, 4),
            Math.Round(figures.EmptyRate, 4), Math.Round(figures.OpenedRate, 4));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HealthJson))]
[JsonSerializable(typeof(MetricsJson))]
internal sealed partial class HealthWireJson : JsonSerializerContext
{
    /// <inheritdoc cref="WireJson.Readable"/>
    public static HealthWireJson Readable { get; } = new(WireJson.ReadableOptions());
}
