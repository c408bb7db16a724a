using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record ModelEstimateOptions(string Model, string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch model estimate</c>: what a model would cost for a folder on this machine, from a short trial.</summary>
internal static class ModelEstimateCommand
{
    public const string Bundled = "bundled";

    public static Verb Define(Option<string?> indexFile)
    {
        var model = new Argument<string>("model") { Description = "Id of a model" };
        var path = StatusCommand.FolderOption();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("estimate", "Say what a model would cost: minutes, memory, disk; from a short trial") { model, path, json };
        return new Verb(command, parsed => new ModelEstimateOptions(
            parsed.GetRequiredValue(model), parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(ModelEstimateOptions options, CommandHost host, CancellationToken cancellation)
    {
        if (options.Model == Bundled) throw new CommandException(ExitCode.Usage, "The bundled model is there anyhow, and costs next to nothing: 'semsearch index' says how long it takes.");
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        await IndexUpdate.RunAsync(workspace, folder, wanted: false, host, cancellation);
        var estimate = await TryAsync(workspace, options.Model, host, cancellation);
        host.Terminal.Out.WriteLine(options.Json ? JsonSerializer.Serialize(EstimateJson.Of(estimate), WireJson.Readable.EstimateJson) : EstimateText.Of(estimate));
        return ExitCode.Ok;
    }

    public static async Task<ModelEstimate> TryAsync(WorkspaceIndex workspace, string model, CommandHost host, CancellationToken cancellation)
    {
        if (host.Terminal.ErrorTraits.IsTerminal) host.Terminal.ShowStatus($"trying {model} on some of the code …");
        try
        {
            return await workspace.EstimateAsync(model, cancellation);
        }
        finally
        {
            host.Terminal.ShowStatus("");
        }
    }
}
