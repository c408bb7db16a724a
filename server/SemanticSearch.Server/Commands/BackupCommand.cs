using System.CommandLine;
using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Force">Replace a file that is there.</param>
internal sealed record BackupOptions(string File, string? Path, bool Force, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch backup</c>: copies a folder's index into one file.</summary>
internal static class BackupCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var file = new Argument<string>("file") { Description = "The copy" };
        var path = StatusCommand.FolderOption();
        var force = new Option<bool>("--force") { Description = "Replace the file if it is there" };
        var command = new Command(
            "backup", "Copy the index into a file, also while it is being written. The choice of a model is not in it: that is a file of its own beside the index")
        {
            file, path, force,
        };
        return new Verb(command, parsed => new BackupOptions(
            parsed.GetRequiredValue(file), parsed.GetValue(path), parsed.GetValue(force), parsed.GetValue(indexFile)));
    }

    public static ExitCode Run(BackupOptions options, CommandHost host)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        var target = System.IO.Path.GetFullPath(options.File, host.CurrentDirectory);
        var copied = new IndexCare(host.OptionsFor(folder.FullPath, options.IndexFile)).BackUp(target, options.Force);
        host.Terminal.Out.WriteLine($"{Printable.Clean(target)}: {Describe(copied)}");
        return ExitCode.Ok;
    }

    internal static string Describe(CopiedIndex copied) => string.Create(
        CultureInfo.InvariantCulture, $"the index of {Printable.Clean(copied.Folder)}, {copied.Files:N0} files, {copied.Chunks:N0} chunks, {Measures.Bytes(copied.Bytes)}");
}
