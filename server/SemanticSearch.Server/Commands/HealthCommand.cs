using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record HealthOptions(string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch health</c>: whether the folder can be searched, and as well as it should be.</summary>
internal static class HealthCommand
{
    /// <summary>What a command cannot know, because it looks once and from outside.</summary>
    public const string Unseen =
        "whether a condition lasts, and how the cache did in the last minutes, because a command looks once: the editor's server watches both; nor what other processes keep to themselves";

    /// <summary>1, as for a search that found nothing.</summary>
    private const ExitCode NotReady = ExitCode.NoHits;

    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("health", "Say whether the folder can be searched, and as well as it should be: 0 when healthy or degraded, 1 when not ready") { path, json };
        return new Verb(command, parsed => new HealthOptions(parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(HealthOptions options, CommandHost host)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        var report = Examine(workspace, host.Time.GetUtcNow());
        var output = host.Terminal.Out;
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(HealthJson.Of(report), HealthWireJson.Readable.HealthJson));
        else Print(report, output, Palette.For(host.Terminal.OutTraits));
        return report.Ready ? ExitCode.Ok : NotReady;
    }

    internal static void Print(HealthReport report, TextWriter output, Palette palette)
    {
        output.WriteLine(!report.Ready ? palette.Bad("not ready") : report.Degraded ? palette.Bad("degraded") : palette.Good("healthy"));
        foreach (var problem in report.Problems) Line("problem", problem.Text, problem.NextStep);
        foreach (var alert in report.Alerts)
        {
            Line(alert.Pending ? "seen" : "alert", alert.Text + (alert.Pending ? $"; an alert when it lasts {alert.Rule.Lasting.TotalMinutes:0} minutes" : ""), alert.Rule.NextStep);
        }
        output.WriteLine($"{"not seen",-9} {Unseen}");

        void Line(string name, string text, string nextStep)
        {
            output.WriteLine($"{name,-9} {Printable.Clean(text)}");
            output.WriteLine($"{"",-9} → {Printable.Clean(nextStep)}");
        }
    }

    private static HealthReport Examine(WorkspaceIndex workspace, DateTimeOffset now)
    {
        WorkspaceStatus status;
        try
        {
            status = workspace.Status();
        }
        catch (WorkspaceException unusable)
        {
            return HealthReport.Unusable(unusable.Message);
        }
        var wanted = status.Step == ModelEstimateCommand.Bundled ? workspace.ChosenModel : null;
        return HealthReport.Read(status, wanted, MemoryReader.Read(), now, AlertRules.Evaluate);
    }
}
