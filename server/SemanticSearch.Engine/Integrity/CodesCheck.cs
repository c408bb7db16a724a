using System.Numerics.Tensors;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Search.Vectors;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>Holds the int8 codes that are scanned against the float vectors that they were made of.</summary>
internal static class CodesCheck
{
    /// <summary>Cosine that a vector keeps at least when it is rounded to int8 with a scale of its own.</summary>
    private const double LeastCosine = 0.999;

    /// <summary>Share by which a scale may differ from its vector's.</summary>
    private const float ScaleTolerance = 0.001f;

    /// <param name="whole">Whether every segment must have codes in this generation.</param>
    /// <param name="known">Damage found already: segments and vectors that nothing can be held against.</param>
    public static IEnumerable<Damage> Run(IndexDatabase database, Generation generation, bool whole, IReadOnlyList<Damage> known, CancellationToken cancellation)
    {
        var badSegments = known.Where(damage => damage.Part == IndexPart.Segment).Select(damage => damage.Id).ToHashSet();
        var badVectors = known.Where(damage => damage.Part == IndexPart.Vector && damage.Generation == generation).Select(damage => damage.Id).ToHashSet();
        var missing = SegmentCodes.FindMissing(database.Connection, generation).ToHashSet();
        using var vectors = new VectorTable(database.Connection, generation);
        foreach (var segment in database.Numbers("SELECT id FROM segments ORDER BY id"))
        {
            cancellation.ThrowIfCancellationRequested();
            if (badSegments.Contains(segment) || (missing.Contains(segment) && !whole)) continue;
            var image = SegmentImage.Read(database.Connection, segment);
            var codes = SegmentImage.ReadCodes(database.Connection, segment, generation, image.Count);
            var fault = missing.Contains(segment) ? "are missing"
                : codes is null ? "are not what was written"
                : Agree(image, SegmentImage.ReadDead(database.Connection, segment), codes, vectors, badVectors, generation.Dimensions) ? null : "are not those of its vectors";
            if (fault is not null) yield return new Damage(IndexPart.Codes, segment, generation, fault);
        }
    }

    private static bool Agree(SegmentImage image, HashSet<int> dead, CodeRows codes, VectorTable vectors, HashSet<long> badVectors, int dimensions)
    {
        var (exact, rounded) = (new float[dimensions], new float[dimensions]);
        for (var slot = 0; slot < image.Count; slot++)
        {
            if (dead.Contains(slot) || badVectors.Contains(image.ChunkIds[slot]) || !vectors.TryRead(image.ChunkIds[slot], exact)) continue;
            var scale = Math.Abs(TensorPrimitives.MaxMagnitude<float>(exact)) / Quantiser.MaximumCode;
            if (!(Math.Abs(scale - codes.Scales[slot]) <= scale * ScaleTolerance)) return false;
            if (scale == 0) continue;
            TensorPrimitives.ConvertChecked<sbyte, float>(codes.Row(slot), rounded);
            if (!(TensorPrimitives.CosineSimilarity(exact, rounded) >= LeastCosine)) return false;
        }

        return true;
    }
}
