using System.Globalization;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Output;

/// <summary>A model's estimate in sentences, the same in the terminal and in the editor.</summary>
internal static class EstimateText
{
    public static string Of(ModelEstimate estimate)
    {
        var sentences = new List<string>
        {
            estimate.ChunksToEmbed == 0
                ? $"{estimate.Model} has read all {estimate.Chunks:N0} chunks of this folder before: it is ready at once."
                : $"{estimate.Model} has {estimate.ChunksToEmbed:N0} of {estimate.Chunks:N0} chunks to read, {About(estimate.TokensPerChunk)} tokens each. That takes about "
                    + $"{Duration(estimate.Building)} on this machine ({estimate.Device}, {About(estimate.TokensPerSecond)} tokens a second in a short trial); it is done in the "
                    + "background, and the bundled model answers until it is done.",
            $"A question takes about {Seconds(estimate.Query)}, loading the model {Seconds(estimate.Loading)}.",
            $"It takes {Size(estimate.MemoryBytes)} of memory while it is loaded, and about {Size(estimate.DiskBytes)} more on disk. Now: {estimate.Room}.",
        };
        return string.Join(' ', sentences);
    }

    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => Words(Math.Max(1, time.TotalSeconds), "second"),
        { TotalMinutes: < 90 } => Words(time.TotalMinutes, "minute"),
        { TotalHours: < 48 } => Words(time.TotalHours, "hour"),
        _ => Words(time.TotalDays, "day"),
    };

    public static string Size(long bytes) => bytes >= 1_000_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1_000_000)} MB");

    private static string Words(double count, string unit) => Math.Round(count) is 1 ? $"1 {unit}" : string.Create(CultureInfo.InvariantCulture, $"{count:N0} {unit}s");

    private static string Seconds(TimeSpan time) => time.TotalSeconds < 0.1
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalMilliseconds):0} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.##} s");

    private static string About(double number) => string.Create(CultureInfo.InvariantCulture, $"{number:N0}");
}
