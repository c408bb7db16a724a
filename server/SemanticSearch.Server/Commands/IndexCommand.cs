using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Folder">Null for the usual one.</param>
/// <param name="Rebuild">Start afresh instead of bringing up to date.</param>
internal sealed record IndexOptions(string? Folder, bool Rebuild, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch index</c>: brings a folder's index up to date.</summary>
internal static class IndexCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var folder = new Argument<string?>("folder")
        {
            Description = "Default: the git repository around the current directory, or that directory",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var rebuild = new Option<bool>("--rebuild") { Description = "Start afresh; what was indexed before is dropped" };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON" };
        var command = new Command("index", "Index a folder, or bring its index up to date") { folder, rebuild, json };
        return new Verb(command, parsed => new IndexOptions(
            parsed.GetValue(folder), parsed.GetValue(rebuild), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(IndexOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Folder, host.CurrentDirectory);
        if (folder.Why is not null) host.Terminal.Say($"Indexing {folder.FullPath} ({folder.Why}).");

        host.GiveWay();
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        var report = await IndexUpdate.IndexAsync(workspace, options.Rebuild, host, cancellation);
        var output = host.Terminal.Out;
        if (!options.Json && !report.Cancelled) output.WriteLine(Summary(report));
        output.Flush();
        IReadOnlyList<GenerationReport> models = report.Cancelled ? [] : await IndexUpdate.EmbedAsync(workspace, host, cancellation);
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(IndexJson.Of(folder.FullPath, report, models), WireJson.Readable.IndexJson));
        else foreach (var model in models) output.WriteLine(Summary(model));
        if (!report.Cancelled) return ExitCode.Ok;

        var stopped = IndexUpdate.Stopped();
        host.Terminal.Say(stopped.Message);
        return stopped.ExitCode;
    }

    internal static string Summary(IndexReport report) =>
        $"{report.FilesScanned:N0} files: {report.FilesParsed:N0} parsed, {report.FilesUnchanged:N0} unchanged, "
        + $"{report.FilesSkipped:N0} skipped, {report.FilesFailed:N0} failed, {report.FilesRemoved:N0} removed\n"
        + $"{report.Chunks:N0} chunks; {report.EmbeddingsComputed:N0} embeddings computed, {report.EmbeddingsReused:N0} reused; "
        + $"{report.Took.TotalSeconds:N1} s";

    internal static string Summary(GenerationReport report) =>
        $"{report.Model}: {report.Chunks - report.Missing:N0} of {report.Chunks:N0} chunks; {report.Computed:N0} embeddings computed, {report.Reused:N0} reused"
        + $"{(report.Refused > 0 ? $", {report.Refused:N0} refused" : "")}; {report.Took.TotalSeconds:N1} s";
}
