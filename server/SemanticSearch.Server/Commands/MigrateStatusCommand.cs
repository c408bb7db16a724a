using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record MigrateStatusOptions(string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate status</c>: how far a change of the model is, and the models that a folder has vectors of.</summary>
internal static class MigrateStatusCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var json = ModelCommand.JsonOption();
        var command = new Command("status", "Say how far a change of the model is") { path, json };
        return new Verb(command, parsed => new MigrateStatusOptions(parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigrateStatusOptions options, CommandHost host)
    {
        await using var workspace = MigrateCommand.Open(options.Path, options.IndexFile, host);
        var status = workspace.Migration.Status();
        if (options.Json) host.Terminal.Out.WriteLine(JsonSerializer.Serialize(status, MigrationWireJson.Readable.MigrationStatus));
        else MigrationText.Write(host.Terminal.Out, status);
        return ExitCode.Ok;
    }
}
