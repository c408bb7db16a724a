using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>Finds embeddings that are not what the model gave, those of archived models included.</summary>
internal static class EmbeddingCheck
{
    /// <summary>How far float16 may carry the length of a normalised vector from 1.</summary>
    private const float NormTolerance = 0.01f;

    public static IEnumerable<Damage> Run(IndexDatabase database, CancellationToken cancellation)
    {
        var generations = Generations.All(database.Connection).ToDictionary(generation => generation.Id);
        using var command = database.Command("SELECT id, generation, content_hash, vector, checksum FROM embeddings ORDER BY id");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            // Nobody reads what belongs to no generation.
            if (!generations.TryGetValue(row.GetInt64(1), out var generation)) continue;
            long? checksum = row.IsDBNull(4) ? null : row.GetInt64(4);
            if (!IsSound(generation, row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3), checksum))
                yield return new Damage(IndexPart.Embedding, row.GetInt64(0), generation, "is not what was written");
        }
    }

    /// <param name="vector">float16 values; empty when the model gives none.</param>
    /// <param name="checksum">Null in a row that format 1 wrote, which must look like a normalised vector instead.</param>
    public static bool IsSound(Generation generation, byte[] hash, byte[] vector, long? checksum)
    {
        if (checksum is { } written) return written == Checksum.Of(hash, vector);
        if (vector.Length == 0) return true;
        if (vector.Length != generation.Dimensions * 2) return false;
        var values = new float[generation.Dimensions];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(vector), values);
        var norm = TensorPrimitives.Norm<float>(values);
        return norm == 0 || Math.Abs(norm - 1) <= NormTolerance;
    }
}
