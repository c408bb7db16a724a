using System.Text.Json;
using System.Text.Json.Serialization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Server.Output;

/// <summary>What <c>search --json</c> and <c>similar --json</c> print: a contract; new members may be added, none changes.</summary>
/// <param name="Query">The words asked for; of <c>similar</c> the place, or "-".</param>
/// <param name="Mode">"hybrid", "semantic", "lexical" or "similar".</param>
/// <param name="Step">What answered: "bundled", "lexical", or a model's id.</param>
/// <param name="TookMs">The search alone, in milliseconds; without bringing the index up to date.</param>
/// <param name="StepReason">Why it was not the chosen model that answered; empty when it was, or none is chosen.</param>
internal sealed record SearchJson(
    string Query, string Mode, string Step, double TookMs, int IndexedFiles, int PendingFiles, IReadOnlyList<HitJson> Results, string StepReason = "");

/// <param name="Path">Relative to the folder, forward slashes.</param>
/// <param name="StartLine">From 1, inclusive, as is <paramref name="EndLine"/>.</param>
/// <param name="Explain">Only with <c>--explain</c>.</param>
internal sealed record HitJson(
    string Path, int StartLine, int EndLine, double Score, string? Symbol, string Kind, string Language, string Snippet,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ScorePartJson>? Explain)
{
    public static HitJson Of(SearchHit hit, bool explain) => new(
        hit.Path, hit.StartLine, hit.EndLine, hit.Score, hit.Symbol, hit.Kind, hit.Language, hit.Snippet,
        explain ? [.. hit.Parts.Select(part => new ScorePartJson(part.Name, part.Value))] : null);
}

internal sealed record ScorePartJson(string Name, double Value);

/// <summary>What <c>index --json</c> prints. Counts are of files, unless they say otherwise.</summary>
/// <param name="Model">Of the first of the models; not there when only the bundled one is wanted.</param>
/// <param name="Models">Of each model that is built behind the bundled one.</param>
internal sealed record IndexJson(
    string Folder, int Scanned, int Parsed, int Unchanged, int Removed, int Skipped, int Failed, long Chunks, long EmbeddingsComputed,
    long EmbeddingsReused, double TookMs, bool Cancelled, IReadOnlyList<string> Warnings,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ModelRunJson? Model, IReadOnlyList<ModelRunJson> Models)
{
    public static IndexJson Of(string folder, IndexReport report, IReadOnlyList<GenerationReport> runs) => new(
        folder, report.FilesScanned, report.FilesParsed, report.FilesUnchanged, report.FilesRemoved, report.FilesSkipped,
        report.FilesFailed, report.Chunks, report.EmbeddingsComputed, report.EmbeddingsReused, Milliseconds.Of(report.Took),
        report.Cancelled, report.Warnings, runs.Count == 0 ? null : ModelRunJson.Of(runs[0]), [.. runs.Select(ModelRunJson.Of)]);
}

/// <summary>What a model did. Counts are of chunks; computed and refused are of texts.</summary>
internal sealed record ModelRunJson(string Id, long Chunks, long Missing, long Computed, long Reused, long Refused, double TookMs)
{
    public static ModelRunJson Of(GenerationReport run) => new(run.Model, run.Chunks, run.Missing, run.Computed, run.Reused, run.Refused, Milliseconds.Of(run.Took));
}

/// <summary>What <c>status --json</c> prints. Scanned = indexed + failed + pending + the sum of skipped.</summary>
internal sealed record StatusJson(
    string Folder, string IndexFile, bool Exists, long IndexBytes, string? Model, int Dimensions, string Step, string StepReason,
    int ScannedFiles, int IndexedFiles, int FailedFiles, int PendingFiles, long Chunks, long Embeddings, DateTimeOffset? LastIndexed,
    bool WriterActive, int? WriterProcess, IReadOnlyList<SkipJson> Skipped, IReadOnlyList<LanguageJson> Languages,
    IReadOnlyList<GenerationJson> Generations, double? CacheHitRate)
{
    public static StatusJson Of(WorkspaceStatus status) => new(
        status.Folder, status.IndexFile, status.Exists, status.IndexBytes, status.Model, status.Dimensions, status.Step, status.StepReason,
        status.FilesScanned, status.FilesIndexed, status.FilesFailed, status.FilesPending, status.Chunks, status.Embeddings,
        status.LastIndexed, status.WriterActive, status.WriterProcess,
        [.. status.Skipped.Select(skip => new SkipJson(skip.Reason, skip.Count, skip.Example))],
        [.. status.Languages.Select(language => new LanguageJson(language.Language, language.Files, language.Chunks))],
        [.. status.Generations.Select(generation => new GenerationJson(generation.Model, generation.Dimensions, generation.State, generation.Chunks))],
        status.HitRate);
}

/// <param name="State">building, shadow or active.</param>
internal sealed record GenerationJson(string Model, int Dimensions, string State, long Chunks);

/// <param name="Example">One of the files.</param>
internal sealed record SkipJson(string Reason, int Files, string Example);

internal sealed record LanguageJson(string Language, int Files, long Chunks);

/// <summary>What <c>model estimate --json</c> prints.</summary>
internal sealed record EstimateJson(
    string Model, long Chunks, long ChunksToEmbed, double TokensPerChunk, double TokensPerSecond, double BuildingSeconds, double LoadingSeconds, double QueryMs,
    long MemoryBytes, long DiskBytes, string Device)
{
    public static EstimateJson Of(ModelEstimate estimate) => new(
        estimate.Model, estimate.Chunks, estimate.ChunksToEmbed, Math.Round(estimate.TokensPerChunk, 1), Math.Round(estimate.TokensPerSecond, 1),
        Math.Round(estimate.Building.TotalSeconds, 1), Math.Round(estimate.Loading.TotalSeconds, 2), Milliseconds.Of(estimate.Query), estimate.MemoryBytes,
        estimate.DiskBytes, estimate.Device);
}

internal static class Milliseconds
{
    /// <returns>To a hundredth; more digits are noise.</returns>
    public static double Of(TimeSpan time) => Math.Round(time.TotalMilliseconds, 2);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SearchJson))]
[JsonSerializable(typeof(IndexJson))]
[JsonSerializable(typeof(StatusJson))]
[JsonSerializable(typeof(EstimateJson))]
internal sealed partial class WireJson : JsonSerializerContext
{
    /// <summary>Other scripts stay readable: the output is a UTF-8 stream, not part of an HTML page.</summary>
    public static WireJson Readable { get; } = new(ReadableOptions());

    internal static JsonSerializerOptions ReadableOptions() => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
