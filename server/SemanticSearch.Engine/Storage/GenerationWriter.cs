using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>A chunk that has no vector in a generation, with all that makes its embedded text.</summary>
/// <param name="Path">Of its file; relative, forward slashes.</param>
public sealed record BareChunk(long Id, string Path, int Start, int Length, string Scope, string? Signature, byte[] ContentHash)
{
    /// <summary>From a row with these columns in this order.</summary>
    internal static BareChunk Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt32(2), row.GetInt32(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5), row.GetFieldValue<byte[]>(6));
}

/// <summary>What became of a text: its embedding, or why the model gives none.</summary>
/// <param name="Vector">L2-normalised; null when refused.</param>
/// <param name="Refusal">Why there is no vector; null too for a text that was refused before.</param>
/// <param name="IsNew">Whether it was computed, and is not in the table yet.</param>
public sealed record EmbeddedChunk(BareChunk Chunk, float[]? Vector, Refusal? Refusal, bool IsNew);

/// <param name="Reason">In words.</param>
/// <param name="Attempts">Made in all; no more follow by themselves.</param>
public sealed record Refusal(string Reason, int Attempts);

/// <summary>
/// Reads which chunks a generation lacks and writes their vectors. For a generation that is built behind the one that files are indexed with. Used by
/// one thread, under the write lease, over a connection of its own.
/// </summary>
public sealed class GenerationWriter : IDisposable
{
    /// <summary>From this many on, reading all ids in their order is quicker than looking for each.</summary>
    private const int ReadAllFrom = 1_000;

    /// <summary>Vectors without a chunk that are borne, whatever the share.</summary>
    private const int ToleratedOrphans = 1_000;

    private readonly IndexDatabase _database;
    private readonly Generation _generation;
    private readonly List<SqliteCommand> _commands = [];
    private readonly SqliteCommand _exists, _hasVector, _insertVector, _insertEmbedding, _chunk;

    public GenerationWriter(IndexDatabase database, Generation generation)
    {
        (_database, _generation) = (database, generation);
        _exists = Prepare("SELECT 1 FROM chunks WHERE id = $id", "$id");
        _hasVector = Prepare($"SELECT 1 FROM {generation.VectorTable} WHERE chunk_id = $id", "$id");
        _insertVector = Prepare($"INSERT INTO {generation.VectorTable}(chunk_id, vector) VALUES($id, $vector)", "$id", "$vector");
        _insertEmbedding = Prepare(EmbeddingCache.InsertInto(generation), "$hash", "$vector", "$checksum");
        _chunk = Prepare("SELECT c.id, f.path, c.start, c.length, c.scope, c.signature, c.content_hash FROM chunks c JOIN files f ON f.id = c.file_id WHERE c.id = $id", "$id");
    }

    /// <summary>Chunks without a vector: those of some files first, then what was changed last, then file by file, those touched last first.</summary>
    /// <param name="first">Relative paths, in their order.</param>
    /// <remarks>Only chunks that are pending, or in a segment without codes, can be: codes are written once a segment is whole.</remarks>
    public IReadOnlyList<long> FindBare(IReadOnlyList<string> first)
    {
        using var command = _database.Command($"""
            SELECT c.id, f.path FROM chunks c JOIN files f ON f.id = c.file_id
            WHERE c.segment IS NULL OR c.segment NOT IN (SELECT segment FROM codes WHERE generation = {_generation.Id})
            ORDER BY c.segment IS NOT NULL, f.modified DESC, f.id, c.ordinal
            """);
        var places = first.Select((path, place) => (path, place)).ToDictionary(pair => pair.path, pair => pair.place, StringComparer.Ordinal);
        var wanted = new List<(long Id, int Place)>();
        var candidates = new List<long>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                if (places.Count > 0 && places.TryGetValue(reader.GetString(1), out var place)) wanted.Add((reader.GetInt64(0), place));
                else candidates.Add(reader.GetInt64(0));
            }
        }

        candidates.InsertRange(0, wanted.OrderBy(chunk => chunk.Place).Select(chunk => chunk.Id));
        if (candidates.Count < ReadAllFrom) return candidates.FindAll(id => Scalar(_hasVector, id) is null);
        var known = ReadVectorIds();
        return candidates.FindAll(id => !known.Contains(id));
    }

    /// <returns>Null for a chunk that is gone.</returns>
    public BareChunk? Read(long id)
    {
        _chunk.Parameters[0].Value = id;
        using var reader = _chunk.ExecuteReader();
        return reader.Read() ? BareChunk.Read(reader) : null;
    }

    /// <summary>Writes all in one transaction. A chunk that is gone meanwhile leaves only its embedding; one that has a vector keeps it.</summary>
    public void Write(IEnumerable<EmbeddedChunk> chunks) => _database.InTransaction(() =>
    {
        foreach (var embedded in chunks)
        {
            var chunk = embedded.Chunk;
            if (embedded.IsNew)
            {
                var halves = embedded.Vector is { } values ? ToHalves(values) : [];
                Run(_insertEmbedding, chunk.ContentHash, halves, Checksum.Of(chunk.ContentHash, halves));
                if (embedded.Refusal is { } refusal) DeadLetters.Add(_database, _generation, chunk.ContentHash, chunk.Path, refusal);
            }
            if (Scalar(_exists, chunk.Id) is null || Scalar(_hasVector, chunk.Id) is not null) continue;
            // A chunk without a vector gets one of zeros, which is like nothing, so that the generation can be whole.
            var vector = Round(embedded.Vector) ?? new float[_generation.Dimensions];
            Run(_insertVector, chunk.Id, MemoryMarshal.AsBytes<float>(vector).ToArray());
        }
    });

    /// <summary>
    /// Drops vectors of chunks that are gone. They harm nothing, because a chunk's id is made of its content and a chunk that comes back finds its vector
    /// again, but they take room.
    /// </summary>
    public void DropOrphans()
    {
        var vectors = _database.Number($"SELECT count(*) FROM {_generation.VectorTable}");
        var chunks = _database.Number("SELECT count(*) FROM chunks");
        if (vectors <= chunks + Math.Max(ToleratedOrphans, chunks / 10)) return;
        _database.InTransaction(() => _database.Execute($"DELETE FROM {_generation.VectorTable} WHERE chunk_id NOT IN (SELECT id FROM chunks)"));
    }

    public void Dispose()
    {
        foreach (var command in _commands) command.Dispose();
    }

    private HashSet<long> ReadVectorIds()
    {
        using var command = _database.Command($"SELECT chunk_id FROM {_generation.VectorTable}");
        using var reader = command.ExecuteReader();
        var ids = new HashSet<long>();
        while (reader.Read()) ids.Add(reader.GetInt64(0));
        return ids;
    }

    private static byte[] ToHalves(float[] values)
    {
        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        return MemoryMarshal.AsBytes<Half>(halves).ToArray();
    }

    /// <summary>To what the cache keeps, so that a vector just computed and one from the cache are the same.</summary>
    private static float[]? Round(float[]? values)
    {
        if (values is null) return null;
        var halves = new Half[values.Length];
        var rounded = new float[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        TensorPrimitives.ConvertToSingle(halves, rounded);
        return rounded;
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _database.Command(sql);
        _commands.Add(command);
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static object? Scalar(SqliteCommand command, long id)
    {
        command.Parameters[0].Value = id;
        return command.ExecuteScalar();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}
