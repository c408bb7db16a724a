using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record MigrateErrorsOptions(string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate errors</c>: texts that a model failed at.</summary>
internal static class MigrateErrorsCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var json = ModelCommand.JsonOption();
        var command = new Command("errors", "List the texts that a model gives no vector for, after three attempts; they are found by words") { path, json };
        return new Verb(command, parsed => new MigrateErrorsOptions(parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigrateErrorsOptions options, CommandHost host)
    {
        await using var workspace = MigrateCommand.Open(options.Path, options.IndexFile, host);
        var errors = workspace.Migration.Errors();
        var output = host.Terminal.Out;
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(errors, MigrationWireJson.Readable.IReadOnlyListDeadLetter));
        else if (errors.Count == 0) output.WriteLine("No model has failed at any text of this folder.");
        else
        {
            foreach (var error in errors)
            {
                output.WriteLine($"{error.Hash[..12]}  {Printable.Clean(error.Path)}  ({error.Model}, {error.Attempts} attempts, {StatusCommand.Local(error.FailedAt)})");
                output.WriteLine($"  {Printable.Clean(error.Reason)}");
            }

            output.WriteLine("'semsearch migrate retry <first letters>' has one tried again, 'semsearch migrate retry --all' all of them.");
        }

        return ExitCode.Ok;
    }
}
