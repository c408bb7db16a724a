using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Health;

/// <summary>What alerts are judged by, at one moment.</summary>
/// <param name="Memory">Of the machine or the container, whoever uses it.</param>
/// <param name="Recent">Queries of <see cref="AlertRules.LatencyWindow"/> that the active generation was to answer.</param>
/// <param name="BaselineP95">Milliseconds that are usual for it; null when it is too new to tell.</param>
/// <param name="LastHour">As <paramref name="Recent"/>, of the last hour.</param>
/// <param name="Reused">Embeddings found in the cache since the index was made.</param>
/// <param name="Computed">Embeddings computed since the index was made.</param>
/// <param name="IsFirstReading">A folder is read for the first time, or a model builds its vectors: nothing can be in the cache.</param>
public sealed record HealthFacts(
    MemoryReading Memory, CanaryFigures Recent, double? BaselineP95, CanaryFigures LastHour, long Reused, long Computed, bool IsFirstReading)
{
    private static readonly CanaryFigures None = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Embeddings wanted in the last <see cref="AlertRules.CacheWindow"/>; null where nobody has watched that long.</summary>
    public CacheLookUps? RecentLookUps { get; init; }

    /// <param name="indexFile">Where there is none, or one that cannot be read, the facts have no queries.</param>
    public static HealthFacts Read(string indexFile, MemoryReading memory, DateTimeOffset now)
    {
        using var reader = IndexDatabase.OpenForReading(indexFile);
        if (reader is null) return new HealthFacts(memory, None, null, None, 0, 0, IsFirstReading: true);
        var (reused, computed) = Tables.EmbeddingCounts(reader);
        var isFirstReading = reader.Number("SELECT count(*) FROM jobs WHERE state = 'finished'") == 0
            || Generations.Live(reader.Connection).Any(generation => generation.State == Generations.Building);
        if (Generations.Active(reader.Connection) is not { Id: var active }) return new HealthFacts(memory, None, null, None, reused, computed, isFirstReading);
        var recently = now - AlertRules.LatencyWindow;
        return new HealthFacts(
            memory, QueryFigures.Read(reader, active, recently), QueryFigures.Baseline(reader, active, recently), QueryFigures.Read(reader, active, now - AlertRules.ErrorWindow),
            reused, computed, isFirstReading);
    }
}

/// <param name="Found">In the cache; the rest of <paramref name="All"/> had to be computed.</param>
public readonly record struct CacheLookUps(long Found, long All)
{
    /// <summary>0 to 1.</summary>
    public double HitRate => All == 0 ? 1 : (double)Found / All;
}
