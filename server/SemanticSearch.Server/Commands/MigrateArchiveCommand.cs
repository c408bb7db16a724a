using System.CommandLine;

namespace SemanticSearch.Server.Commands;

internal sealed record MigrateArchiveOptions(string Model, string? Path, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate archive</c>: keeps of a model only what cannot be had again without computing.</summary>
internal static class MigrateArchiveCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var model = ModelCommand.NameArgument();
        var path = StatusCommand.FolderOption();
        var command = new Command("archive", "Keep a model's embeddings only; starting with it again brings it back without computing") { model, path };
        return new Verb(command, parsed => new MigrateArchiveOptions(parsed.GetRequiredValue(model), parsed.GetValue(path), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigrateArchiveOptions options, CommandHost host)
    {
        await using var workspace = MigrateCommand.Open(options.Path, options.IndexFile, host);
        workspace.Migration.Archive(options.Model);
        host.Terminal.Out.WriteLine($"{options.Model} is archived. 'semsearch migrate start {options.Model}' brings it back; 'semsearch migrate purge {options.Model}' gives its room on disk back.");
        return ExitCode.Ok;
    }
}
