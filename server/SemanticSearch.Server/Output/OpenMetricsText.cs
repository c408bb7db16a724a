using System.Globalization;
using SemanticSearch.Engine.Health;

namespace SemanticSearch.Server.Output;

/// <summary>
/// Figures in the OpenMetrics text format (https://prometheus.io/docs/specs/om/open_metrics_spec/), for whoever collects such files. What is of the last hour or
/// day is a gauge: a summary would have to count from a beginning.
/// </summary>
internal static class OpenMetricsText
{
    public static void Write(MetricsReport report, TextWriter output)
    {
        var spans = report.Generations
            .SelectMany(generation => ((string, CanaryFigures)[])[("hour", generation.LastHour), ("day", generation.LastDay)],
                (generation, span) => (Labels: $"{Of(generation)},window=\"{span.Item1}\"", Figures: span.Item2))
            .ToList();
        var asked = spans.Where(span => span.Figures.Queries > 0).ToList();

        Family("semsearch_query_duration_seconds", "gauge", "seconds", "From a question to its answer.", asked.SelectMany(span => Percentiles(span.Labels, span.Figures)));
        Family("semsearch_queries", "gauge", null, "Searches.", spans.Select(span => (span.Labels, (double)span.Figures.Queries)));
        Family("semsearch_query_error_ratio", "gauge", "ratio", "Searches that a step below had to answer.", asked.Select(span => (span.Labels, span.Figures.ErrorRate)));
        Family("semsearch_query_empty_ratio", "gauge", "ratio", "Searches without a hit.", asked.Select(span => (span.Labels, span.Figures.EmptyRate)));
        Family("semsearch_query_opened_ratio", "gauge", "ratio", "Searches of which a hit was opened.", asked.Select(span => (span.Labels, span.Figures.OpenedRate)));
        Family("semsearch_queue_vectors", "gauge", null, "Chunks without a vector.", report.Generations.Select(generation => (Of(generation), (double)generation.ChunksPending)));
        Family("semsearch_queue_files", "gauge", null, "Files to index.", [("", report.FilesPending)]);
        Family("semsearch_dead_letters", "gauge", null, "Texts that a model failed at.", [("", report.DeadLetters)]);
        Family("semsearch_embedding_cache_lookups", "counter", null, "Embeddings wanted since the index was made.",
            [("result=\"hit\"", report.Reused), ("result=\"miss\"", report.Computed)]);
        Family("semsearch_index_size_bytes", "gauge", "bytes", "The index on disk, with its log.", [("", report.IndexBytes)]);
        Family("semsearch_memory_used_bytes", "gauge", "bytes", "Of the machine or the container, by all programs.", [("", report.Memory.Used)]);
        Family("semsearch_memory_limit_bytes", "gauge", "bytes", "Of the machine or the container.", [("", report.Memory.Total)]);
        output.Write("# EOF\n");

        void Family(string name, string type, string? unit, string help, IEnumerable<(string Labels, double Value)> points)
        {
            output.Write($"# TYPE {name} {type}\n");
            if (unit is not null) output.Write($"# UNIT {name} {unit}\n");
            output.Write($"# HELP {name} {help}\n");
            var suffix = type == "counter" ? "_total" : "";
            foreach (var (labels, value) in points)
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"{name}{suffix}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value:R}\n"));
            }
        }
    }

    private static IEnumerable<(string, double)> Percentiles(string labels, CanaryFigures figures)
        => [($"{labels},percentile=\"50\"", figures.P50 / 1_000), ($"{labels},percentile=\"95\"", figures.P95 / 1_000), ($"{labels},percentile=\"99\"", figures.P99 / 1_000)];

    /// <summary>With the id, because two generations can be of models with one name.</summary>
    private static string Of(GenerationMetrics generation)
        => string.Create(CultureInfo.InvariantCulture, $"generation=\"{generation.Id}\",model=\"{Escape(generation.Model)}\",state=\"{generation.State}\"");

    private static string Escape(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
