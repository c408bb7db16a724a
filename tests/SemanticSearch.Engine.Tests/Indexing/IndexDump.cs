using System.Globalization;
using System.Text;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Indexing;

/// <summary>Everything that an index says, as text, without what may differ between two ways to the same state: times, segment layout.</summary>
internal static class IndexDump
{
    public static string Of(string indexFile)
    {
        using var database = IndexDatabase.OpenForReading(indexFile) ?? throw new InvalidOperationException($"{indexFile} does not open.");
        var dump = new StringBuilder();
        Append(dump, database, "SELECT path, size, hex(hash), language, encoding, state, reason, detail FROM files ORDER BY path");
        Append(dump, database, """
            SELECT path, ordinal, chunks.id, start, length, start_line, end_line, kind, symbol, scope, signature, hex(content_hash), hex(text_hash), terms
            FROM chunks JOIN files ON files.id = file_id ORDER BY path, ordinal
            """);
        Append(dump, database, "SELECT path, name, display, kind, start_line, end_line, chunk_id FROM symbols JOIN files ON files.id = file_id ORDER BY 1, 2, 5, 7");
        Append(dump, database, "SELECT hex(content_hash), hex(vector) FROM embeddings WHERE content_hash IN (SELECT content_hash FROM chunks) ORDER BY 1");
        if (Generations.Active(database.Connection) is { } generation)
        {
            Append(dump, database, $"SELECT chunk_id, hex(vector) FROM {generation.VectorTable} ORDER BY chunk_id");
        }
        Append(dump, database, "SELECT count(*), sum(segment IS NULL) FROM chunks");
        return dump.ToString();
    }

    /// <returns>What SQLite's integrity check says; null when there is no index in the file.</returns>
    public static string? Integrity(string indexFile)
    {
        using var database = IndexDatabase.OpenForReading(indexFile);
        if (database is null) return null;
        using var command = database.Command("PRAGMA integrity_check");
        return (string)command.ExecuteScalar()!;
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
