using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Model">Null for all that are archived.</param>
internal sealed record MigratePurgeOptions(string? Model, bool Confirmed, string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate purge</c>: forgets archived models.</summary>
internal static class MigratePurgeCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var model = new Argument<string?>("model") { Description = "Default: all that are archived", Arity = ArgumentArity.ZeroOrOne };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var path = StatusCommand.FolderOption();
        var json = ModelCommand.JsonOption();
        var command = new Command("purge", "Forget archived models and give their room on disk back") { model, yes, path, json };
        return new Verb(command, parsed => new MigratePurgeOptions(
            parsed.GetValue(model), parsed.GetValue(yes), parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigratePurgeOptions options, CommandHost host, CancellationToken cancellation)
    {
        await using var workspace = MigrateCommand.Open(options.Path, options.IndexFile, host);
        if (!options.Confirmed && !await host.Terminal.ConfirmAsync($"Forget all vectors of {options.Model ?? "the archived models"}? To have them again, they must be computed again.", cancellation))
        {
            return ExitCode.Cancelled;
        }

        var report = await workspace.Migration.PurgeAsync(options.Model, cancellation);
        var output = host.Terminal.Out;
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(report, MigrationWireJson.Readable.PurgeReport));
        else if (report.Models.Count == 0) output.WriteLine("No model is archived, so there is nothing to forget.");
        else output.WriteLine($"Forgotten: {string.Join(", ", report.Models)}. The index takes {Measures.Bytes(report.BytesAfter)}; before, it took {Measures.Bytes(report.BytesBefore)}.");
        return ExitCode.Ok;
    }
}
