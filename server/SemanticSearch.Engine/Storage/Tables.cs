using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>Reads and writes of whole tables: what is known of the files, the job journal, clearing, trimming.</summary>
public static class Tables
{
    /// <summary>
    /// Embeddings that no chunk uses are kept for branches and undone edits: for each model at least this many bytes of them, and as many again as are
    /// in use. 100,000 of the bundled model's.
    /// </summary>
    private const long SpareBytes = 51_200_000;

    private const string ReusedKey = "embeddings_reused", ComputedKey = "embeddings_computed";

    public static Dictionary<string, KnownFile> KnownFiles(IndexDatabase database)
    {
        var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        using var command = database.Command("SELECT path, size, modified, hash, state, reason FROM files");
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var file = ReadKnownFile(reader);
            known.Add(file.Path, file);
        }
        return known;
    }

    /// <returns>Those of the paths that the index knows.</returns>
    public static Dictionary<string, KnownFile> KnownFiles(IndexDatabase database, IEnumerable<string> paths)
    {
        var known = new Dictionary<string, KnownFile>(StringComparer.Ordinal);
        using var command = database.Command("SELECT path, size, modified, hash, state, reason FROM files WHERE path = $path");
        var parameter = command.Parameters.Add("$path", SqliteType.Text);
        foreach (var path in paths)
        {
            parameter.Value = path;
            using var reader = command.ExecuteReader();
            if (reader.Read()) known[path] = ReadKnownFile(reader);
        }
        return known;
    }

    /// <param name="prefix">A folder's path with a slash at its end.</param>
    public static IReadOnlyList<string> PathsBelow(IndexDatabase database, string prefix)
    {
        using var command = database.Command("SELECT path FROM files WHERE path >= $from AND path < $to");
        command.Parameters.AddWithValue("$from", prefix);
        // '0' is the character after '/'.
        command.Parameters.AddWithValue("$to", prefix[..^1] + "0");
        using var reader = command.ExecuteReader();
        var paths = new List<string>();
        while (reader.Read()) paths.Add(reader.GetString(0));
        return paths;
    }

    /// <returns>Id of the job, for <see cref="FinishJob"/>.</returns>
    public static long StartJob(IndexDatabase database, string kind)
    {
        using var command = database.Command("INSERT INTO jobs(kind, state, started_at) VALUES($kind, 'running', $now) RETURNING id");
        command.Parameters.AddWithValue("$kind", kind);
        command.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Lets other processes see how far a job is.</summary>
    public static void ReportJob(IndexDatabase database, long job, int files, int total)
        => database.Execute($"UPDATE jobs SET files = {files}, total = {total} WHERE id = {job}");

    /// <param name="state">finished, cancelled or failed.</param>
    public static void FinishJob(IndexDatabase database, long job, string state, int files, int total)
        => database.Execute($"UPDATE jobs SET state = '{state}', files = {files}, total = {total}, finished_at = {DateTime.UtcNow.Ticks} WHERE id = {job}");

    /// <returns>Whether a job was left running by a process that is gone. The caller holds the write lease.</returns>
    public static bool CloseInterruptedJobs(IndexDatabase database)
    {
        using var command = database.Command("UPDATE jobs SET state = 'failed', detail = 'interrupted' WHERE state = 'running'");
        return command.ExecuteNonQuery() > 0;
    }

    /// <summary>The newest job: how far it is, or how it ended.</summary>
    public static (string State, int Files, int Total, long? FinishedAt)? LastJob(IndexDatabase database)
    {
        using var command = database.Command("SELECT state, files, total, finished_at FROM jobs ORDER BY id DESC LIMIT 1");
        using var reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetString(0), reader.GetInt32(1), reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetInt64(3)) : null;
    }

    /// <summary>
    /// Takes every file out, and the jobs that read them: what is there afterwards has never been indexed to its end. The embeddings stay, so building anew
    /// embeds nothing twice.
    /// </summary>
    public static void Clear(IndexDatabase database) => database.InTransaction(() =>
    {
        foreach (var table in (string[])["files", "chunks", "symbols", "pending", "segments", "dead", "postings", "codes", "jobs"])
        {
            database.Execute($"DELETE FROM {table}");
        }
        foreach (var generation in Generations.Live(database.Connection)) database.Execute($"DELETE FROM {generation.VectorTable}");
    });

    /// <summary>Drops the oldest unused embeddings of each model beyond those worth keeping.</summary>
    public static void TrimEmbeddings(IndexDatabase database)
    {
        var chunks = database.Number("SELECT count(*) FROM chunks");
        foreach (var generation in Generations.All(database.Connection))
        {
            var spare = database.Number($"SELECT count(*) FROM embeddings WHERE generation = {generation.Id}") - chunks;
            var surplus = spare - Math.Max(SpareBytes / (generation.Dimensions * 2L), chunks);
            if (surplus <= 0) continue;
            database.InTransaction(() => database.Execute($"""
                DELETE FROM embeddings WHERE id IN (SELECT id FROM embeddings WHERE generation = {generation.Id}
                  AND content_hash NOT IN (SELECT content_hash FROM chunks) ORDER BY id LIMIT {surplus})
                """));
        }
    }

    /// <returns>Some chunks, spread over the whole folder: ids are hashes.</returns>
    public static IReadOnlyList<BareChunk> SampleChunks(IndexDatabase database, int count)
    {
        using var command = database.Command($"""
            SELECT c.id, f.path, c.start, c.length, c.scope, c.signature, c.content_hash FROM chunks c JOIN files f ON f.id = c.file_id ORDER BY c.id LIMIT {count}
            """);
        using var reader = command.ExecuteReader();
        var chunks = new List<BareChunk>();
        while (reader.Read()) chunks.Add(BareChunk.Read(reader));
        return chunks;
    }

    /// <returns>Hashes of all texts that are embedded, each once.</returns>
    public static IReadOnlyList<byte[]> ContentHashes(IndexDatabase database)
    {
        using var command = database.Command("SELECT DISTINCT content_hash FROM chunks");
        using var reader = command.ExecuteReader();
        var hashes = new List<byte[]>();
        while (reader.Read()) hashes.Add(reader.GetFieldValue<byte[]>(0));
        return hashes;
    }

    /// <summary>Counts embeddings that a run found in the cache, and those that it had to compute.</summary>
    public static void CountEmbeddings(IndexDatabase database, long reused, long computed)
    {
        if (reused + computed == 0) return;
        database.AddToMeta(ReusedKey, reused);
        database.AddToMeta(ComputedKey, computed);
    }

    /// <returns>Since the index was made: embeddings that were found in the cache, and that had to be computed.</returns>
    public static (long Reused, long Computed) EmbeddingCounts(IndexDatabase database) => (
        database.Number($"SELECT value FROM meta WHERE key = '{ReusedKey}'"), database.Number($"SELECT value FROM meta WHERE key = '{ComputedKey}'"));

    /// <returns>Since the index was made: what share of all embeddings wanted came from the cache, 0 to 1; null before the first.</returns>
    public static double? HitRate(IndexDatabase database)
    {
        var (reused, computed) = EmbeddingCounts(database);
        return reused + computed > 0 ? (double)reused / (reused + computed) : null;
    }

    private static KnownFile ReadKnownFile(SqliteDataReader reader)
        => new(
            reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : (byte[])reader[3], reader.GetString(4),
            reader.IsDBNull(5) ? null : reader.GetString(5));
}
