namespace SemanticSearch.Engine.Storage;

/// <param name="FailedAt">UTC ticks.</param>
public sealed record DeadLetterRow(byte[] ContentHash, long Generation, string Path, string Reason, int Attempts, long FailedAt);

/// <summary>Texts that a model gives no vector for. Their chunks are found by words; nobody tries them again unasked.</summary>
public static class DeadLetters
{
    /// <summary>Notes one, in the caller's transaction.</summary>
    public static void Add(IndexDatabase database, Generation generation, byte[] contentHash, string path, Refusal refusal)
    {
        using var command = database.Command("""
            INSERT OR REPLACE INTO dead_letters(generation, content_hash, path, reason, attempts, failed_at) VALUES($generation, $hash, $path, $reason, $attempts, $now)
            """);
        command.Parameters.AddWithValue("$generation", generation.Id);
        command.Parameters.AddWithValue("$hash", contentHash);
        command.Parameters.AddWithValue("$path", path);
        command.Parameters.AddWithValue("$reason", refusal.Reason);
        command.Parameters.AddWithValue("$attempts", refusal.Attempts);
        command.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
        command.ExecuteNonQuery();
    }

    /// <returns>The latest first.</returns>
    public static IReadOnlyList<DeadLetterRow> All(IndexDatabase database)
    {
        using var command = database.Command("SELECT content_hash, generation, path, reason, attempts, failed_at FROM dead_letters ORDER BY failed_at DESC, path");
        using var reader = command.ExecuteReader();
        var rows = new List<DeadLetterRow>();
        while (reader.Read())
        {
            rows.Add(new DeadLetterRow(
                reader.GetFieldValue<byte[]>(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetInt64(5)));
        }
        return rows;
    }

    /// <summary>Forgets that a text failed, and the empty vectors of its chunks, so that the next run tries it again.</summary>
    public static void Retry(IndexDatabase database, Generation generation, DeadLetterRow letter) => database.InTransaction(() =>
    {
        var hash = $"x'{Convert.ToHexString(letter.ContentHash)}'";
        if (generation.State != Generations.Archived)
        {
            var chunks = $"SELECT id FROM chunks WHERE content_hash = {hash}";
            // Codes are complete or not there: those of a segment with a chunk that has no vector are made again.
            database.Execute($"DELETE FROM codes WHERE generation = {generation.Id} AND segment IN (SELECT segment FROM chunks WHERE content_hash = {hash})");
            database.Execute($"DELETE FROM {generation.VectorTable} WHERE chunk_id IN ({chunks})");
        }
        database.Execute($"DELETE FROM embeddings WHERE generation = {generation.Id} AND content_hash = {hash}");
        database.Execute($"DELETE FROM dead_letters WHERE generation = {generation.Id} AND content_hash = {hash}");
    });
}
