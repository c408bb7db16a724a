using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record StatusOptions(string? Path, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch status</c>: what is indexed, what is not and why, and what answers.</summary>
internal static class StatusCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var path = FolderOption();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("status", "Say what is indexed, what is not and why") { path, json };
        return new Verb(command, parsed => new StatusOptions(parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(StatusOptions options, CommandHost host)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        var status = workspace.Status();
        var output = host.Terminal.Out;
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(StatusJson.Of(status), WireJson.Readable.StatusJson));
        else Print(status, folder.Why, output);
        return ExitCode.Ok;
    }

    internal static Option<string?> FolderOption() => new("--path")
    {
        Description = "The folder (default: the git repository around the current directory, or that directory)",
        HelpName = "folder",
    };

    /// <param name="why">How the folder was chosen; null when it was named.</param>
    internal static void Print(WorkspaceStatus status, string? why, TextWriter output)
    {
        Row("folder", Printable.Clean(status.Folder) + (why is null ? "" : $" ({why})"));
        if (!status.Exists)
        {
            Row("index", "none yet; 'semsearch index' builds it");
            return;
        }

        Row("index", $"{Printable.Clean(status.IndexFile)}, {Measures.Bytes(status.IndexBytes)}");
        Row("answers", $"{status.Step} ({status.StepReason})");
        Row("model", status.Model is null ? "none" : $"{status.Model}, {status.Dimensions:N0} dimensions");
        foreach (var other in status.Generations.Where(generation => generation.State != "active" || generation.Chunks < status.Chunks))
        {
            Row("", $"{other.Model}, {other.Dimensions:N0} dimensions: {(other.State == "building" ? "is being built" : other.State == "shadow" ? "stands by" : "answers")}, {other.Chunks:N0} of {status.Chunks:N0} chunks");
        }
        if (status.HitRate is { } rate) Row("cache", string.Create(CultureInfo.InvariantCulture, $"{rate:P1} of embeddings wanted were there already"));
        var skipped = status.Skipped.Sum(skip => skip.Count);
        Row("files", $"{status.FilesScanned:N0} scanned: {status.FilesIndexed:N0} indexed, {skipped:N0} skipped, "
            + $"{status.FilesFailed:N0} failed, {status.FilesPending:N0} pending");
        Row("chunks", $"{status.Chunks:N0}, {status.Embeddings:N0} embeddings");
        Row("indexed", status.LastIndexed is { } time ? Local(time) : "never finished");
        if (status.WriterActive) Row("writer", $"{(status.WriterProcess is { } process ? $"process {process}" : "a process")} is indexing");
        Table("skipped", status.Skipped.Select(skip => (skip.Reason, skip.Count, $"such as {Printable.Clean(skip.Example)}")));
        Table("languages", status.Languages.Select(language => (language.Language, language.Files, $"{language.Chunks:N0} chunks")));

        void Row(string name, string value) => output.WriteLine($"{name,-10} {value}");

        void Table(string title, IEnumerable<(string Name, int Count, string Note)> rows)
        {
            var list = rows.ToList();
            if (list.Count == 0) return;
            output.WriteLine(title);
            var width = list.Max(row => row.Name.Length);
            foreach (var (name, count, note) in list) output.WriteLine($"  {name.PadRight(width)}  {count,9:N0}  {note}");
        }
    }

    /// <summary>A moment as the user's clock shows it.</summary>
    internal static string Local(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
