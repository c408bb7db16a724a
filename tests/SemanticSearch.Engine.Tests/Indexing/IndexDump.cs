using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Indexing;

/// <summary>Everything that an index says, as text, without what may differ between two ways to the same state: times, segment layout.</summary>
internal static class IndexDump
{
    public static string Of(string indexFile)
    {
        var dump = new StringBuilder(TextsOf(indexFile));
        foreach (var (key, vector) in VectorsOf(indexFile)) dump.Append(key).Append('\t').Append(Convert.ToHexString(MemoryMarshal.AsBytes(vector.AsSpan()))).Append('\n');
        return dump.ToString();
    }

    /// <summary>All but the vectors, which are the same to the last bit only where a model computes the same whatever else is in the batch.</summary>
    public static string TextsOf(string indexFile)
    {
        using var database = IndexDatabase.OpenForReading(indexFile) ?? throw new InvalidOperationException($"{indexFile} does not open.");
        var dump = new StringBuilder();
        Append(dump, database, "SELECT path, size, hex(hash), language, encoding, state, reason, detail FROM files ORDER BY path");
        Append(dump, database, """
            SELECT path, ordinal, chunks.id, start, length, start_line, end_line, kind, symbol, scope, signature, hex(content_hash), hex(text_hash), terms
            FROM chunks JOIN files ON files.id = file_id ORDER BY path, ordinal
            """);
        Append(dump, database, "SELECT path, name, display, kind, start_line, end_line, chunk_id FROM symbols JOIN files ON files.id = file_id ORDER BY 1, 2, 5, 7");
        Append(dump, database, "SELECT count(*), sum(segment IS NULL) FROM chunks");
        return dump.ToString();
    }

    /// <summary>The vectors of every generation that are for texts of the folder, and those that the active one searches, with what they are of.</summary>
    public static IReadOnlyList<(string Key, float[] Vector)> VectorsOf(string indexFile)
    {
        using var database = IndexDatabase.OpenForReading(indexFile) ?? throw new InvalidOperationException($"{indexFile} does not open.");
        var vectors = new List<(string, float[])>();
        Append(vectors, database, """
            SELECT model || ' ' || hex(content_hash), vector FROM embeddings JOIN generations ON generations.id = generation
            WHERE content_hash IN (SELECT content_hash FROM chunks) ORDER BY 1
            """, bytes => [.. MemoryMarshal.Cast<byte, Half>(bytes).ToArray().Select(value => (float)value)]);
        if (Generations.Active(database.Connection) is { } generation)
        {
            Append(vectors, database, $"SELECT 'chunk ' || chunk_id, vector FROM {generation.VectorTable} ORDER BY chunk_id", bytes => MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        }
        return vectors;
    }

    /// <returns>What SQLite's integrity check says; null when there is no index in the file.</returns>
    public static string? Integrity(string indexFile)
    {
        using var database = IndexDatabase.OpenForReading(indexFile);
        if (database is null) return null;
        using var command = database.Command("PRAGMA integrity_check");
        return (string)command.ExecuteScalar()!;
    }

    private static void Append(List<(string, float[])> vectors, IndexDatabase database, string sql, Func<byte[], float[]> decode)
    {
        using var command = database.Command(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read()) vectors.Add((reader.GetString(0), decode((byte[])reader.GetValue(1))));
    }

    private static void Append(StringBuilder dump, IndexDatabase database, string sql)
    {
        using var command = database.Command(sql);
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
            {
                dump.Append(reader.IsDBNull(i) ? "-" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)).Append('\t');
            }
            dump.Append('\n');
        }
        dump.Append('\n');
    }
}
