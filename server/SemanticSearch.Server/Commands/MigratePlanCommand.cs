using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record MigratePlanOptions(string Model, string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate plan</c>: what changing to a model would cost, and what would be slower afterwards.</summary>
internal static class MigratePlanCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var model = ModelCommand.NameArgument();
        var path = StatusCommand.FolderOption();
        var json = ModelCommand.JsonOption();
        var command = new Command("plan", "Say what changing to a model costs: chunks, tokens, minutes, memory, disk; from a short trial") { model, path, json };
        return new Verb(command, parsed => new MigratePlanOptions(parsed.GetRequiredValue(model), parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigratePlanOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        var name = await MigrateCommand.NameOfAsync(options.Model, folder.FullPath, host, cancellation);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        await IndexUpdate.RunAsync(workspace, folder, wanted: false, host, cancellation);
        var estimate = await ModelEstimateCommand.TryAsync(workspace, name, host, cancellation);
        host.Terminal.Out.WriteLine(options.Json
            ? JsonSerializer.Serialize(EstimateJson.Of(estimate), WireJson.Readable.EstimateJson)
            : PlanText.Of(estimate, workspace.Migration.Status().Active));
        return ExitCode.Ok;
    }
}
