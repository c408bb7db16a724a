using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>
/// Writes files with their chunks, symbols and embeddings, one transaction a file, and takes them out again. Its statements are prepared
/// once. Used by one thread, under the write lease.
/// </summary>
public sealed class FileWriter : IDisposable
{
    private readonly IndexDatabase _database;
    private readonly List<SqliteCommand> _commands = [];
    private readonly SqliteCommand _upsertFile, _touchFile, _deleteFile, _fileId, _chunksOfFile, _insertChunk, _moveChunk, _deleteChunk,
        _insertPending, _deletePending, _insertDead, _insertSymbol, _deleteSymbols;
    private readonly SqliteCommand? _insertVector, _deleteVector, _insertEmbedding;

    /// <param name="generation">The one that files are indexed with; null while there is no embedder. Others are kept by <see cref="GenerationWriter"/>.</param>
    public FileWriter(IndexDatabase database, Generation? generation)
    {
        _database = database;
        _fileId = Prepare("SELECT id FROM files WHERE path = $path");
        _upsertFile = Prepare("""
            INSERT INTO files(path, size, modified, hash, language, encoding, state, reason, detail, indexed_at)
            VALUES($path, $size, $modified, $hash, $language, $encoding, $state, $reason, $detail, $now)
            ON CONFLICT(path) DO UPDATE SET size = excluded.size, modified = excluded.modified, hash = excluded.hash, language = excluded.language,
              encoding = excluded.encoding, state = excluded.state, reason = excluded.reason, detail = excluded.detail, indexed_at = excluded.indexed_at
            RETURNING id
            """);
        _touchFile = Prepare("UPDATE files SET size = $size, modified = $modified WHERE path = $path");
        _deleteFile = Prepare("DELETE FROM files WHERE id = $id");
        _chunksOfFile = Prepare("SELECT id, segment, slot FROM chunks WHERE file_id = $file");
        _insertChunk = Prepare("""
            INSERT INTO chunks(id, file_id, ordinal, start, length, start_line, end_line, kind, symbol, scope, signature, content_hash, text_hash, terms)
            VALUES($id, $file, $ordinal, $start, $length, $start_line, $end_line, $kind, $symbol, $scope, $signature, $content_hash, $text_hash, $terms)
            """);
        _moveChunk = Prepare("""
            UPDATE chunks SET ordinal = $ordinal, start = $start, length = $length, start_line = $start_line, end_line = $end_line,
              kind = $kind, symbol = $symbol, scope = $scope, signature = $signature WHERE id = $id
            """);
        _deleteChunk = Prepare("DELETE FROM chunks WHERE id = $id");
        _insertPending = Prepare("INSERT INTO pending(chunk_id, terms) VALUES($id, $bag)");
        _deletePending = Prepare("DELETE FROM pending WHERE chunk_id = $id");
        _insertDead = Prepare("INSERT OR IGNORE INTO dead(segment, slot) VALUES($segment, $slot)");
        _insertSymbol = Prepare("""
            INSERT OR IGNORE INTO symbols(name, chunk_id, display, kind, file_id, start_line, end_line)
            VALUES($name, $chunk, $display, $kind, $file, $start_line, $end_line)
            """);
        _deleteSymbols = Prepare("DELETE FROM symbols WHERE file_id = $file");
        if (generation is not null)
        {
            _insertVector = Prepare($"INSERT INTO {generation.VectorTable}(chunk_id, vector) VALUES($id, $vector)");
            _deleteVector = Prepare($"DELETE FROM {generation.VectorTable} WHERE chunk_id = $id");
            _insertEmbedding = Prepare(EmbeddingCache.InsertInto(generation));
        }
    }

    /// <returns>How many embeddings were new to the cache.</returns>
    public int Write(StoredFile file)
    {
        var added = 0;
        _database.InTransaction(() => added = WriteRows(file));
        return added;
    }

    /// <summary>Records a file that has no chunks, with the reason; chunks it had before are taken out.</summary>
    public void WriteWithoutChunks(string path, long size, long modified, byte[]? hash, string state, string reason, string detail)
        => _database.InTransaction(() =>
        {
            var id = Upsert(path, size, modified, hash, null, null, state, reason, detail);
            RemoveChunks(id, keep: null);
            Run(_deleteSymbols, ("$file", id));
        });

    /// <summary>Notes that a file has another size or time although its bytes are the same.</summary>
    public void Touch(string path, long size, long modified) => Run(_touchFile, ("$path", path), ("$size", size), ("$modified", modified));

    /// <summary>Takes a file out of the index; its embeddings stay in the cache. Unknown paths are no error.</summary>
    public void Remove(string path) => _database.InTransaction(() =>
    {
        _fileId.Parameters["$path"].Value = path;
        if (_fileId.ExecuteScalar() is not long id) return;
        RemoveChunks(id, keep: null);
        Run(_deleteSymbols, ("$file", id));
        Run(_deleteFile, ("$id", id));
    });

    public void Dispose()
    {
        foreach (var command in _commands) command.Dispose();
    }

    private int WriteRows(StoredFile file)
    {
        var id = Upsert(file.Path, file.Size, file.Modified, file.Hash, file.Language, file.Encoding, FileStates.Indexed, null, file.Note);
        var kept = RemoveChunks(id, file.Chunks.Select(chunk => chunk.Id).ToHashSet());
        var added = 0;
        for (var ordinal = 0; ordinal < file.Chunks.Count; ordinal++)
        {
            var chunk = file.Chunks[ordinal];
            if (chunk.Embedding is { } embedding)
            {
                added += Run(_insertEmbedding!, ("$hash", chunk.ContentHash), ("$vector", embedding), ("$checksum", Checksum.Of(chunk.ContentHash, embedding)));
            }
            if (kept.Contains(chunk.Id)) Move(chunk, ordinal);
            else Insert(id, chunk, ordinal);
        }
        Run(_deleteSymbols, ("$file", id));
        foreach (var symbol in file.Symbols)
        {
            Run(_insertSymbol, ("$name", symbol.Name.ToLowerInvariant()), ("$chunk", symbol.Chunk), ("$display", symbol.Name), ("$kind", symbol.Kind),
                ("$file", id), ("$start_line", symbol.StartLine), ("$end_line", symbol.EndLine));
        }
        return added;
    }

    private long Upsert(
        string path, long size, long modified, byte[]? hash, string? language, string? encoding, string state, string? reason, string? detail)
    {
        Bind(_upsertFile, ("$path", path), ("$size", size), ("$modified", modified), ("$hash", hash), ("$language", language),
            ("$encoding", encoding), ("$state", state), ("$reason", reason), ("$detail", detail), ("$now", DateTime.UtcNow.Ticks));
        return (long)_upsertFile.ExecuteScalar()!;
    }

    /// <returns>Ids of the file's chunks that are in <paramref name="keep"/> and were there already.</returns>
    private HashSet<long> RemoveChunks(long file, HashSet<long>? keep)
    {
        var kept = new HashSet<long>();
        var gone = new List<(long Id, long? Segment, long Slot)>();
        _chunksOfFile.Parameters["$file"].Value = file;
        using (var reader = _chunksOfFile.ExecuteReader())
        {
            while (reader.Read())
            {
                var id = reader.GetInt64(0);
                if (keep?.Contains(id) == true) kept.Add(id);
                else gone.Add(reader.IsDBNull(1) ? (id, null, 0) : (id, reader.GetInt64(1), reader.GetInt64(2)));
            }
        }
        foreach (var (id, segment, slot) in gone)
        {
            if (segment is { } inSegment)
            {
                Run(_insertDead, ("$segment", inSegment), ("$slot", slot));
            }
            else
            {
                Run(_deletePending, ("$id", id));
            }
            if (_deleteVector is not null) Run(_deleteVector, ("$id", id));
            Run(_deleteChunk, ("$id", id));
        }
        return kept;
    }

    private void Insert(long file, StoredChunk chunk, int ordinal)
    {
        BindPlace(_insertChunk, chunk, ordinal);
        Bind(_insertChunk, ("$file", file), ("$content_hash", chunk.ContentHash), ("$text_hash", chunk.TextHash), ("$terms", chunk.Terms));
        _insertChunk.ExecuteNonQuery();
        Run(_insertPending, ("$id", chunk.Id), ("$bag", chunk.Bag));
        if (chunk.Vector is { } vector) Run(_insertVector!, ("$id", chunk.Id), ("$vector", vector));
    }

    private void Move(StoredChunk chunk, int ordinal)
    {
        BindPlace(_moveChunk, chunk, ordinal);
        _moveChunk.ExecuteNonQuery();
    }

    private static void BindPlace(SqliteCommand command, StoredChunk chunk, int ordinal)
        => Bind(command, ("$id", chunk.Id), ("$ordinal", ordinal), ("$start", chunk.Start), ("$length", chunk.Length), ("$start_line", chunk.StartLine),
            ("$end_line", chunk.EndLine), ("$kind", chunk.Kind), ("$symbol", chunk.Symbol), ("$scope", chunk.Scope), ("$signature", chunk.Signature));

    private SqliteCommand Prepare(string sql)
    {
        var command = _database.Command(sql);
        _commands.Add(command);
        foreach (var name in System.Text.RegularExpressions.Regex.Matches(sql, @"\$\w+").Select(match => match.Value).Distinct())
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
        return command;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        Bind(command, values);
        return command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        foreach (var (name, value) in values) command.Parameters[name].Value = value ?? DBNull.Value;
    }
}
