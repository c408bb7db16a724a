using System.CommandLine;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record RestoreOptions(string File, string? Path, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch restore</c>: puts a copy of an index back.</summary>
internal static class RestoreCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var file = new Argument<string>("file") { Description = "What 'semsearch backup' wrote" };
        var path = StatusCommand.FolderOption();
        var command = new Command(
            "restore", "Put a copy of an index in its place; the present one is kept beside it. The choice of a model stays as it is: it is not in the copy")
        {
            file, path,
        };
        return new Verb(command, parsed => new RestoreOptions(parsed.GetRequiredValue(file), parsed.GetValue(path), parsed.GetValue(indexFile)));
    }

    public static ExitCode Run(RestoreOptions options, CommandHost host)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        var restored = new IndexCare(host.OptionsFor(folder.FullPath, options.IndexFile)).Restore(System.IO.Path.GetFullPath(options.File, host.CurrentDirectory));
        var output = host.Terminal.Out;
        output.WriteLine($"Restored {BackupCommand.Describe(restored.Copied)}.");
        if (restored.SetAside is { } before) output.WriteLine($"The index that was there is kept as {Printable.Clean(before)}.");
        if (!restored.OfThisFolder) output.WriteLine($"It was made of another folder than {Printable.Clean(folder.FullPath)}: the next indexing replaces its files by those of this one.");
        output.WriteLine("What has changed in the folder since is read by the next 'semsearch index'.");
        return ExitCode.Ok;
    }
}
