using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>Moves pending chunks into a segment.</summary>
public static class SegmentFlush
{
    /// <summary>
    /// Chunks in one segment at its birth: some MB of memory while it is made, and few enough pending ones that a search, which
    /// reads those one by one when it starts, is quick.
    /// </summary>
    public const int MaximumChunks = 4_096;

    /// <summary>Writes the pending chunks, at most <see cref="MaximumChunks"/>, as one segment. Runs in the caller's transaction.</summary>
    /// <returns>How many chunks were moved; 0 when none is pending.</returns>
    public static int Run(SqliteConnection connection)
    {
        var builder = new SegmentBuilder();
        using (var command = connection.CreateCommand())
        {
            // By file and place, so that what is near in the code is near in the segment and the distances between slots are short.
            command.CommandText = """
                SELECT p.chunk_id, c.file_id, p.terms FROM pending p JOIN chunks c ON c.id = p.chunk_id
                ORDER BY c.file_id, c.ordinal LIMIT $limit
                """;
            command.Parameters.AddWithValue("$limit", MaximumChunks);
            using var reader = command.ExecuteReader();
            while (reader.Read())
                builder.Add(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(2));
        }

        if (builder.Count == 0) return 0;
        var segment = builder.Write(connection);
        foreach (var generation in Generations.Live(connection)) SegmentCodes.Write(connection, segment, builder.ChunkIds, new HashSet<int>(), generation);
        DeletePending(connection, builder.ChunkIds);
        return builder.Count;
    }

    private static void DeletePending(SqliteConnection connection, ReadOnlySpan<long> chunkIds)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM pending WHERE chunk_id = $id";
        var parameter = command.Parameters.Add("$id", SqliteType.Integer);
        foreach (var id in chunkIds)
        {
            parameter.Value = id;
            command.ExecuteNonQuery();
        }
    }
}
