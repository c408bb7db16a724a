using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>Holds every vector of a generation against the embedding that it was made of, and the table against the chunks.</summary>
internal static class VectorCheck
{
    /// <summary>SQLite's code for what an extension finds wrong with its own tables.</summary>
    private const int GenericError = 1;

    public static IReadOnlyList<Damage> Run(IndexDatabase database, Generation generation, ITextEmbedder? embedder, CancellationToken cancellation)
    {
        if (generation.UsesVec0 && !VectorBlocks.Agree(database, generation)) return Table("does not know where its vectors are");
        try
        {
            return CheckRows(database, generation, embedder, cancellation);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode == GenericError)
        {
            return Table($"cannot be read ({failure.Message})");
        }

        IReadOnlyList<Damage> Table(string fault) => [new Damage(IndexPart.VectorTable, generation.Id, generation, fault)];
    }

    private static List<Damage> CheckRows(IndexDatabase database, Generation generation, ITextEmbedder? embedder, CancellationToken cancellation)
    {
        var damages = new List<Damage>();
        var stored = new HashSet<long>();
        var right = new float[generation.Dimensions];
        using var made = new ChunkVectors(database, generation, embedder);
        using var table = new VectorTable(database.Connection, generation);
        table.ReadAll((chunk, vector) =>
        {
            cancellation.ThrowIfCancellationRequested();
            stored.Add(chunk);
            if (made.TryMake(chunk, right) && !vector.SequenceEqual(right)) damages.Add(Of(chunk, "is not what its embedding gives"));
        });

        var isFoundation = ChunkVectors.IsFoundation(generation, embedder);
        // A chosen model's generation may be some chunks behind, and keeps vectors of chunks that are gone; but a segment with codes was whole.
        var wanted = database.Numbers(isFoundation
            ? "SELECT id FROM chunks"
            : $"SELECT id FROM chunks WHERE segment IN (SELECT segment FROM codes WHERE generation = {generation.Id})");
        var chunks = wanted.ToHashSet();
        damages.AddRange(chunks.Where(chunk => !stored.Contains(chunk)).Select(chunk => Of(chunk, "is missing")));
        if (isFoundation) damages.AddRange(stored.Where(chunk => !chunks.Contains(chunk)).Select(chunk => Of(chunk, "belongs to no chunk")));
        return damages;

        Damage Of(long chunk, string fault) => new(IndexPart.Vector, chunk, generation, fault);
    }
}
