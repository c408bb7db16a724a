using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>Makes the vectors that chunks must have in a generation from their embeddings: bit for bit as they were made when they were written.</summary>
internal sealed class ChunkVectors : IDisposable
{
    private readonly Generation _generation;
    private readonly ITextEmbedder? _blender;
    private readonly bool _lacksBlender;
    private readonly SqliteCommand _embedding;

    /// <param name="embedder">That files are indexed with: it blends paths into the vectors of its own generation, and of no other. Null when there is none just now.</param>
    public ChunkVectors(IndexDatabase database, Generation generation, ITextEmbedder? embedder)
    {
        _generation = generation;
        _blender = IsFoundation(generation, embedder) ? embedder : null;
        _lacksBlender = _blender is null && generation.Model == StaticEmbedder.BundledId;
        _embedding = database.Command($"""
            SELECT f.path, e.content_hash, e.vector, e.checksum FROM chunks c JOIN files f ON f.id = c.file_id
            JOIN embeddings e ON e.generation = {generation.Id} AND e.content_hash = c.content_hash WHERE c.id = $id
            """);
        _embedding.Parameters.Add("$id", SqliteType.Integer);
    }

    /// <returns>Whether files are indexed with a generation at once: each of their chunks has a vector in it.</returns>
    public static bool IsFoundation(Generation generation, ITextEmbedder? embedder)
        => embedder is null ? generation.Model == StaticEmbedder.BundledId : generation.Fingerprint == embedder.Fingerprint;

    /// <param name="vector">Room for the generation's dimensions.</param>
    /// <returns>False when the chunk is gone, or its embedding is missing or damaged; <paramref name="vector"/> is then undefined.</returns>
    public bool TryMake(long chunk, Span<float> vector)
    {
        if (_lacksBlender) return false;
        _embedding.Parameters[0].Value = chunk;
        using var row = _embedding.ExecuteReader();
        if (!row.Read()) return false;
        var embedding = row.GetFieldValue<byte[]>(2);
        if (!EmbeddingCheck.IsSound(_generation, row.GetFieldValue<byte[]>(1), embedding, row.IsDBNull(3) ? null : row.GetInt64(3))) return false;
        // A text that the model gives no vector for has one of zeros, which is like nothing.
        if (embedding.Length == 0) vector.Clear();
        else TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(embedding), vector);
        _blender?.BlendPath(row.GetString(0), vector);
        return true;
    }

    public void Dispose() => _embedding.Dispose();
}
