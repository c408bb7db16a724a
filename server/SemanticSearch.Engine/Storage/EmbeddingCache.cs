using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>Embeddings of one generation by the hash of their text: memory first, then the table. Used by one thread at a time.</summary>
public sealed class EmbeddingCache : IDisposable
{
    private readonly EmbeddingMemory _memory;
    private readonly Generation _generation;
    private readonly SqliteCommand _read;

    /// <param name="database">For reading; stays open as long as this is used.</param>
    public EmbeddingCache(IndexDatabase database, Generation generation, EmbeddingMemory memory)
    {
        (_generation, _memory) = (generation, memory);
        _read = database.Command($"SELECT vector, checksum FROM embeddings WHERE generation = {generation.Id} AND content_hash = $hash");
        _read.Parameters.Add("$hash", SqliteType.Blob);
    }

    /// <summary>
    /// SQL that writes an embedding: $hash, $vector and their $checksum. One that is there stays, unless it is damaged: only then it was computed again.
    /// </summary>
    internal static string InsertInto(Generation generation) => $"""
        INSERT INTO embeddings(generation, content_hash, vector, checksum) VALUES({generation.Id}, $hash, $vector, $checksum)
        ON CONFLICT(generation, content_hash) DO UPDATE SET vector = excluded.vector, checksum = excluded.checksum WHERE vector IS NOT excluded.vector
        """;

    /// <param name="values">Room for the generation's dimensions.</param>
    /// <returns>False when the text was never embedded, or the model gives no vector for it; <paramref name="values"/> are then undefined.</returns>
    public bool TryRead(byte[] hash, Span<Half> values) => Find(hash, values) == Found.Vector;

    /// <summary>As <see cref="TryRead"/>, and tells a text that the model gives no vector for.</summary>
    public Found Find(byte[] hash, Span<Half> values)
    {
        if (_memory.TryRead(_generation.Fingerprint, hash, values)) return Found.Vector;
        _read.Parameters[0].Value = hash;
        var stored = ReadSound(hash);
        var found = stored is null ? Found.Nothing : stored.Length == values.Length * 2 ? Found.Vector : Found.Refusal;
        _memory.CountTable(found != Found.Nothing);
        if (found != Found.Vector) return found;
        var known = MemoryMarshal.Cast<byte, Half>(stored);
        known.CopyTo(values);
        _memory.Add(_generation.Fingerprint, hash, known);
        return found;
    }

    public void Dispose() => _read.Dispose();

    /// <returns>Null for an embedding that is not there, and for a damaged one, which is computed again like one that is not there.</returns>
    private byte[]? ReadSound(byte[] hash)
    {
        using var row = _read.ExecuteReader();
        if (!row.Read()) return null;
        var stored = row.GetFieldValue<byte[]>(0);
        return row.IsDBNull(1) || row.GetInt64(1) == Checksum.Of(hash, stored) ? stored : null;
    }

    public enum Found
    {
        Nothing,
        Vector,

        /// <summary>Tried, and the model gives none.</summary>
        Refusal,
    }
}
