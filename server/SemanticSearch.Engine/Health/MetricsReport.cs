using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Health;

/// <summary>The figures that an index keeps of itself. What only lives in a process (memory of workers, its meters) is not among them.</summary>
/// <param name="Generations">Those that are live, and others that were asked within a day.</param>
/// <param name="Reused">Embeddings found in the cache since the index was made; <paramref name="Computed"/> were not.</param>
/// <param name="IndexBytes">On disk, with its log.</param>
/// <param name="FilesPending">Found, not indexed yet.</param>
/// <param name="DeadLetters">Texts that a model failed at to the last attempt.</param>
/// <param name="Memory">Of the machine or the container.</param>
public sealed record MetricsReport(
    DateTimeOffset At, IReadOnlyList<GenerationMetrics> Generations, long Reused, long Computed, long IndexBytes, int FilesPending, long DeadLetters, MemoryReading Memory)
{
    /// <summary>0 to 1; null before the first embedding.</summary>
    public double? HitRate => Reused + Computed > 0 ? (double)Reused / (Reused + Computed) : null;

    /// <exception cref="WorkspaceException">There is no index that can be read.</exception>
    public static MetricsReport Read(WorkspaceStatus status, MemoryReading memory, DateTimeOffset now)
    {
        try
        {
            using var reader = IndexDatabase.OpenForReading(status.IndexFile)
                ?? throw new WorkspaceException($"{status.Folder} has no index that can be read, and so no figures. `semsearch health` says why.");
            var generations = Storage.Generations.All(reader.Connection)
                .Select(generation => Of(reader, generation, status.Chunks, now))
                .Where(generation => generation.State != Storage.Generations.Archived || generation.LastDay.Queries > 0)
                .ToList();
            var (reused, computed) = Tables.EmbeddingCounts(reader);
            return new MetricsReport(
                now, generations, reused, computed, status.IndexBytes, status.FilesPending, reader.Number("SELECT count(*) FROM dead_letters"), memory);
        }
        catch (SqliteException failure)
        {
            throw new WorkspaceException($"The index {status.IndexFile} cannot be read ({failure.Message}). Run `semsearch doctor`.", failure);
        }
    }

    private static GenerationMetrics Of(IndexDatabase reader, Generation generation, long chunks, DateTimeOffset now)
    {
        // An archived one has no vectors, and nobody waits for them.
        var pending = generation.State == Storage.Generations.Archived
            ? 0
            : chunks - reader.Number($"SELECT count(*) FROM {generation.VectorTable} WHERE chunk_id IN (SELECT id FROM chunks)");
        return new GenerationMetrics(
            generation.Id, generation.Model, generation.State, Math.Max(0, pending), QueryFigures.Read(reader, generation.Id, now - TimeSpan.FromHours(1)),
            QueryFigures.Read(reader, generation.Id, now - TimeSpan.FromDays(1)));
    }
}

/// <param name="Id">Two generations can be of models with one name.</param>
/// <param name="State">building, shadow, active or archived.</param>
/// <param name="ChunksPending">That have no vector of it yet.</param>
public sealed record GenerationMetrics(long Id, string Model, string State, long ChunksPending, CanaryFigures LastHour, CanaryFigures LastDay);
