using SemanticSearch.Engine.Health;

namespace SemanticSearch.Server.Rpc;

/// <summary>The engine's findings about an index's health as they go to the editor.</summary>
internal static class HealthView
{
    public static HealthResult Of(HealthReport report) => new(
        report.Ready, report.Degraded, report.Reason,
        [.. report.Problems.Select(problem => new AlertInfo(problem.Name, problem.Text, problem.NextStep)), .. Of(report.Alerts)]);

    /// <returns>Those that have lasted; the others may pass.</returns>
    public static IEnumerable<AlertInfo> Of(IEnumerable<Alert> alerts)
        => alerts.Where(alert => !alert.Pending).Select(alert => new AlertInfo(alert.Rule.Name, alert.Text, alert.Rule.NextStep));
}
