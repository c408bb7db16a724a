using System.CommandLine;
using System.Text.Json;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record MetricsOptions(string? Path, bool Json, bool OpenMetrics, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch metrics</c>: the figures that the folder's index keeps of itself.</summary>
internal static class MetricsCommand
{
    /// <summary>What is in no file.</summary>
    public const string Unseen = "memory of the editor's server and of its model workers, and its meters (dotnet-counters shows them); searches of the last seconds, which are written in batches";

    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var openMetrics = new Option<bool>("--openmetrics") { Description = "Print the OpenMetrics text format" };
        var command = new Command("metrics", "Print how fast and how well searches were answered, and what the cache, the index and the queue are like") { path, json, openMetrics };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(openMetrics)) result.AddError("Choose one of --json and --openmetrics.");
        });
        return new Verb(command, parsed => new MetricsOptions(parsed.GetValue(path), parsed.GetValue(json), parsed.GetValue(openMetrics), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MetricsOptions options, CommandHost host)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        var report = MetricsReport.Read(workspace.Status(), MemoryReader.Read(), host.Time.GetUtcNow());
        var output = host.Terminal.Out;
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(MetricsJson.Of(report), HealthWireJson.Readable.MetricsJson));
        else if (options.OpenMetrics) OpenMetricsText.Write(report, output);
        else Print(report, output);
        return ExitCode.Ok;
    }

    internal static void Print(MetricsReport report, TextWriter output)
    {
        var width = report.Generations.Select(generation => Printable.Width(Name(generation))).Append("searches of".Length).Max();
        output.WriteLine($"{"searches of".PadRight(width)}  last    count   p50 ms   p95 ms   p99 ms   errors    empty   opened");
        foreach (var generation in report.Generations)
        {
            Row(Name(generation), "hour", generation.LastHour);
            Row("", "day", generation.LastDay);
        }
        var chunks = report.Generations.Sum(generation => generation.ChunksPending);
        output.WriteLine($"cache     {(report.HitRate is { } rate ? $"{rate:P1} of {report.Reused + report.Computed:N0} embeddings wanted were there already" : "nothing was embedded yet")}");
        output.WriteLine($"index     {Measures.Bytes(report.IndexBytes)}");
        output.WriteLine($"queue     {report.FilesPending:N0} files to index, {chunks:N0} vectors to compute, {report.DeadLetters:N0} texts that a model failed at");
        output.WriteLine($"machine   {report.Memory}");
        output.WriteLine($"not seen  {Unseen}");

        void Row(string name, string span, CanaryFigures figures)
            => output.WriteLine(
                $"{Printable.Fit(name, width)}{new string(' ', width - Printable.Width(name))}  {span,-4} {figures.Queries,8:N0} "
                + (figures.Queries == 0
                    ? $"{"–",8} {"–",8} {"–",8} {"–",8} {"–",8} {"–",8}"
                    : $"{figures.P50,8:N1} {figures.P95,8:N1} {figures.P99,8:N1} {figures.ErrorRate,8:P1} {figures.EmptyRate,8:P1} {figures.OpenedRate,8:P1}"));
    }

    private static string Name(GenerationMetrics generation) => $"{Printable.Clean(generation.Model)} ({generation.State})";
}
