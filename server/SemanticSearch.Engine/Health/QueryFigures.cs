using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Health;

/// <summary>How the queries of one generation went. All zero when there were none.</summary>
/// <param name="P50">Milliseconds from question to answer; likewise <paramref name="P95"/> and <paramref name="P99"/>.</param>
/// <param name="ErrorRate">Share that another generation, or words alone, had to answer; 0 to 1.</param>
/// <param name="EmptyRate">Share without a hit; 0 to 1.</param>
/// <param name="OpenedRate">Share of which a hit was opened; 0 to 1.</param>
public sealed record CanaryFigures(int Queries, double P50, double P95, double P99, double ErrorRate, double EmptyRate, double OpenedRate);

/// <summary>Reads from the table of queries. What a <see cref="QueryLog"/> has not written yet is not in it.</summary>
public static class QueryFigures
{
    /// <summary>How far back a generation's own pace is looked for.</summary>
    public static readonly TimeSpan BaselineSpan = TimeSpan.FromDays(7);

    /// <summary>Queries without which a pace is chance.</summary>
    public const int LeastForBaseline = 50;

    /// <param name="generation">That was to answer, whichever did.</param>
    public static CanaryFigures Read(IndexDatabase reader, long generation, DateTimeOffset since)
    {
        using var command = reader.Command("SELECT answered, microseconds, hits, opened FROM queries WHERE asked_at >= $since AND generation = $generation");
        command.Parameters.AddWithValue("$since", since.UtcTicks);
        command.Parameters.AddWithValue("$generation", generation);
        using var rows = command.ExecuteReader();
        var took = new List<double>();
        var (errors, empty, opened) = (0, 0, 0);
        while (rows.Read())
        {
            took.Add(Milliseconds(rows.GetInt64(1)));
            if (rows.IsDBNull(0) || rows.GetInt64(0) != generation) errors++;
            if (rows.GetInt64(2) == 0) empty++;
            if (!rows.IsDBNull(3)) opened++;
        }
        if (took.Count == 0) return new CanaryFigures(0, 0, 0, 0, 0, 0, 0);
        double all = took.Count;
        return new CanaryFigures(
            took.Count, Percentiles.Of(took, 0.5), Percentiles.Of(took, 0.95), Percentiles.Of(took, 0.99), errors / all, empty / all, opened / all);
    }

    /// <summary>
    /// A generation's own pace: the median of the 95th percentiles of its hours. A median of hours, so that a bad hour does not raise what the next one is
    /// measured by.
    /// </summary>
    /// <param name="until">Queries from then on do not count: they are what is to be compared.</param>
    /// <returns>Milliseconds; null when there were fewer than <see cref="LeastForBaseline"/> queries in <see cref="BaselineSpan"/>.</returns>
    public static double? Baseline(IndexDatabase reader, long generation, DateTimeOffset until)
    {
        using var command = reader.Command(
            "SELECT asked_at, microseconds FROM queries WHERE asked_at >= $since AND asked_at < $until AND generation = $generation");
        command.Parameters.AddWithValue("$since", (until - BaselineSpan).UtcTicks);
        command.Parameters.AddWithValue("$until", until.UtcTicks);
        command.Parameters.AddWithValue("$generation", generation);
        using var rows = command.ExecuteReader();
        var queries = new List<(long Hour, double Took)>();
        while (rows.Read()) queries.Add((rows.GetInt64(0) / TimeSpan.TicksPerHour, Milliseconds(rows.GetInt64(1))));
        return queries.Count < LeastForBaseline
            ? null
            : Percentiles.Of(queries.GroupBy(query => query.Hour, query => query.Took).Select(hour => Percentiles.Of(hour, 0.95)), 0.5);
    }

    private static double Milliseconds(long microseconds) => microseconds / 1_000.0;
}
