using SemanticSearch.Engine.Integrity;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Integrity;

/// <summary>A second generation, as a chosen model makes it, with vectors that the test makes up.</summary>
public sealed class ChosenModelIntegrityTests
{
    private const int Dimensions = 8;

    [Fact]
    public async Task Its_damaged_embedding_leaves_the_chunk_bare_until_the_model_computes_it_again()
    {
        using var index = await IndexWithSecondModelAsync();
        var before = index.Dump;
        Assert.Empty(index.Check());
        index.Execute("UPDATE embeddings SET vector = zeroblob(16) WHERE id = (SELECT max(id) FROM embeddings)");

        Assert.Equal(IndexPart.Embedding, Assert.Single(index.Check()).Part);
        Assert.Equal(0, index.Repair().FilesToRead);

        using (var database = index.OpenForWriting())
        using (var writer = new GenerationWriter(database, Second(database)))
        {
            Assert.Single(writer.FindBare([]));
            Complete(database, writer);
        }

        Assert.Equal(before, index.Dump);
        Assert.Empty(index.Check());
    }

    [Fact]
    public async Task Its_damaged_vector_is_made_of_the_embedding_without_the_path()
    {
        using var index = await IndexWithSecondModelAsync();
        index.Execute("UPDATE vectors_2 SET vector = (SELECT vector FROM vectors_2 ORDER BY chunk_id DESC LIMIT 1) WHERE chunk_id = (SELECT min(id) FROM chunks)");

        Assert.Equal((IndexPart.Vector, 2), (Assert.Single(index.Check()).Part, index.Check()[0].Generation!.Id));
        var report = index.Repair();
        Assert.Equal((1, 0), (report.VectorsMade, report.FilesToRead));
        Assert.Empty(index.Check());
    }

    private static async Task<StoredIndex> IndexWithSecondModelAsync()
    {
        var index = await StoredIndex.OfAsync(6);
        using var database = index.OpenForWriting();
        var second = Generations.Keep(database, "second", "second", "second", Dimensions);
        using var writer = new GenerationWriter(database, second);
        Complete(database, writer);
        return index;
    }

    private static Generation Second(IndexDatabase database) => Generations.Of(database.Connection, "second")!;

    private static void Complete(IndexDatabase database, GenerationWriter writer)
    {
        writer.Write(writer.FindBare([]).Select(id => writer.Read(id)!).Select(chunk => new EmbeddedChunk(chunk, VectorOf(chunk.ContentHash), null, IsNew: true)));
        foreach (var segment in SegmentCodes.FindMissing(database.Connection, Second(database))) SegmentCodes.Complete(database.Connection, segment, Second(database));
    }

    private static float[] VectorOf(byte[] hash)
    {
        var values = hash.Take(Dimensions).Select(value => value - 127.5f).ToArray();
        var norm = MathF.Sqrt(values.Sum(value => value * value));
        return [.. values.Select(value => value / norm)];
    }
}
