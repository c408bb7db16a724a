using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Search.Segments;

namespace SemanticSearch.Engine.Search;

/// <param name="Modified">UTC ticks of 100 ns.</param>
internal sealed record FileRow(int Id, string Path, string Language, long Size, long Modified);

/// <param name="Start">UTF-16 offset in the decoded text, as of when it was indexed.</param>
/// <param name="Terms">Its length for BM25.</param>
internal sealed record ChunkRow(
    long Id, FileRow File, int Start, int Length, int StartLine, int EndLine, string Kind, string? Symbol, string Scope, byte[] TextHash, int Terms);

/// <param name="Segment">Null while the chunk is pending.</param>
internal readonly record struct SymbolRow(long ChunkId, string Display, long? Segment, int Slot);

/// <summary>Reads rows of files, chunks and symbols one by one, and remembers them until the index has changed.</summary>
internal sealed class IndexRows(SqliteConnection connection, UnsavedFiles unsaved) : IDisposable
{
    /// <summary>Symbols of one name that are looked at: a name that many share ("Dispose") tells nothing.</summary>
    private const int MaximumNamesakes = 50;

    /// <summary>Bounds what is remembered to a few MB.</summary>
    private const int MaximumChunks = 10_000;

    private readonly Dictionary<int, FileRow> files = [];
    private readonly Dictionary<long, ChunkRow> chunks = [];
    private readonly SqliteCommand fileById = Prepare(connection, "SELECT id, path, language, size, modified FROM files WHERE id = $key");
    private readonly SqliteCommand fileByPath = Prepare(connection, "SELECT id, path, language, size, modified FROM files WHERE path = $key AND state = 'indexed'");
    private readonly SqliteCommand chunkById = Prepare(connection, """
        SELECT id, file_id, start, length, start_line, end_line, kind, symbol, scope, text_hash, terms FROM chunks WHERE id = $key
        """);

    private readonly SqliteCommand symbolsByName = Prepare(connection, $"""
        SELECT s.chunk_id, s.display, c.segment, c.slot FROM symbols s JOIN chunks c ON c.id = s.chunk_id
        WHERE s.name = $key LIMIT {MaximumNamesakes}
        """);

    private bool allFilesRead;

    /// <summary>To be called when the index has changed.</summary>
    public void Forget()
    {
        files.Clear();
        chunks.Clear();
        allFilesRead = false;
    }

    public IEnumerable<FileRow> AllFiles()
    {
        if (!allFilesRead)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT id, path, language, size, modified FROM files WHERE state = 'indexed'";
            using var reader = command.ExecuteReader();
            while (reader.Read()) files[reader.GetInt32(0)] = ReadFile(reader);
            allFilesRead = true;
        }

        return files.Values;
    }

    /// <returns>Null for a chunk that is gone.</returns>
    public ChunkRow? FindChunk(long id)
    {
        if (id < 0 && unsaved.Chunks.TryGetValue(id, out var typed)) return typed.Row;
        if (chunks.TryGetValue(id, out var known)) return known;
        chunkById.Parameters[0].Value = id;
        using var reader = chunkById.ExecuteReader();
        if (!reader.Read() || FindFile(reader.GetInt32(1)) is not { } file) return null;
        var row = new ChunkRow(
            id, file, reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt32(5), reader.GetString(6),
            reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetString(8), reader.GetFieldValue<byte[]>(9), reader.GetInt32(10));
        if (chunks.Count >= MaximumChunks) chunks.Clear();
        return chunks[id] = row;
    }

    /// <param name="name">Lower case.</param>
    public List<SymbolRow> FindSymbols(string name)
    {
        symbolsByName.Parameters[0].Value = name;
        using var reader = symbolsByName.ExecuteReader();
        var rows = new List<SymbolRow>();
        while (reader.Read())
        {
            var isPending = reader.IsDBNull(2);
            rows.Add(new SymbolRow(
                reader.GetInt64(0), reader.GetString(1), isPending ? null : reader.GetInt64(2), isPending ? 0 : reader.GetInt32(3)));
        }

        rows.AddRange(unsaved.FindSymbols(name));
        return rows;
    }

    /// <returns>Null for a path that is not indexed.</returns>
    public FileRow? FindFile(string path)
    {
        fileByPath.Parameters[0].Value = path;
        using var reader = fileByPath.ExecuteReader();
        return reader.Read() ? ReadFile(reader) : null;
    }

    /// <returns>Scope of the first chunk that covers any of these lines; empty when there is none.</returns>
    public string FindScope(string path, int startLine, int endLine)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT c.scope FROM files f JOIN chunks c ON c.file_id = f.id
            WHERE f.path = $path AND c.start_line <= $end AND c.end_line >= $start ORDER BY c.start_line LIMIT 1
            """;
        command.Parameters.AddWithValue("$path", path);
        command.Parameters.AddWithValue("$start", startLine);
        command.Parameters.AddWithValue("$end", endLine);
        return command.ExecuteScalar() as string ?? "";
    }

    public void Dispose()
    {
        fileById.Dispose();
        fileByPath.Dispose();
        chunkById.Dispose();
        symbolsByName.Dispose();
    }

    private FileRow? FindFile(int id)
    {
        if (files.TryGetValue(id, out var known)) return known;
        fileById.Parameters[0].Value = id;
        using var reader = fileById.ExecuteReader();
        return reader.Read() ? files[id] = ReadFile(reader) : null;
    }

    private static FileRow ReadFile(SqliteDataReader reader) => new(
        reader.GetInt32(0), reader.GetString(1), reader.IsDBNull(2) ? Languages.Text : reader.GetString(2), reader.GetInt64(3), reader.GetInt64(4));

    private static SqliteCommand Prepare(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$key", DBNull.Value);
        return command;
    }
}
