using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>The full check: every row that can be told right from wrong, in some seconds for 100,000 chunks.</summary>
internal static class IndexCheck
{
    /// <param name="embedder">That files are indexed with; without it, its vectors are not held against their embeddings.</param>
    /// <returns>All damage, in one state of the index, whoever writes meanwhile.</returns>
    public static IReadOnlyList<Damage> Run(IndexDatabase database, ITextEmbedder? embedder, CancellationToken cancellation)
    {
        using var state = new ReadTransaction(database.Connection);
        var damages = new List<Damage>();
        damages.AddRange(EmbeddingCheck.Run(database, cancellation));
        damages.AddRange(new SegmentCheck(database).Run(cancellation));
        foreach (var generation in Generations.Live(database.Connection).ToList())
        {
            damages.AddRange(VectorCheck.Run(database, generation, embedder, cancellation));
            // Codes can only be held against vectors that can be read.
            if (damages.Exists(damage => damage.Part == IndexPart.VectorTable && damage.Generation == generation)) continue;
            damages.AddRange(CodesCheck.Run(database, generation, ChunkVectors.IsFoundation(generation, embedder), [.. damages], cancellation));
        }

        return damages;
    }
}
