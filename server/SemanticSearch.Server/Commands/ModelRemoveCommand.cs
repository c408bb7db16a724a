using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Yes">Do not ask.</param>
internal sealed record ModelRemoveOptions(string Model, bool Yes, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch model remove</c>: deletes what was downloaded, forgets what was added.</summary>
internal static class ModelRemoveCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var model = ModelCommand.NameArgument();
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var json = ModelCommand.JsonOption();
        var command = new Command("remove", "Delete a downloaded model, or forget one of your own") { model, yes, json };
        return new Verb(command, parsed => new ModelRemoveOptions(parsed.GetRequiredValue(model), parsed.GetValue(yes), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(ModelRemoveOptions options, CommandHost host, CancellationToken cancellation)
    {
        var store = host.Store();
        var removal = store.PlanRemoval(options.Model);
        if (!options.Yes && !await host.Terminal.ConfirmAsync(Question(removal), cancellation))
        {
            host.Terminal.Say("Nothing was removed.");
            return ExitCode.Ok;
        }

        store.Remove(removal);
        host.Terminal.Out.WriteLine(options.Json
            ? JsonSerializer.Serialize(new ModelRemovedJson(removal.Id, removal.Files), ModelWireJson.Readable.ModelRemovedJson)
            : Describe(removal));
        return ExitCode.Ok;
    }

    internal static string Describe(ModelRemoval removal) => removal.Files.Count > 0
        ? $"{removal.Id} is removed: {string.Join(", ", removal.Files.Select(file => Printable.Clean(file)))}"
        : $"{removal.Id} is forgotten; its file is yours and stays: {Printable.Clean(removal.Keeps ?? "")}";

    private static string Question(ModelRemoval removal) => removal.Files.Count > 0
        ? $"Delete {string.Join(", ", removal.Files.Select(file => $"{file} ({Measures.Bytes(new FileInfo(file).Length)})"))}?"
        : $"Forget {removal.Id}? Its file stays.";
}
