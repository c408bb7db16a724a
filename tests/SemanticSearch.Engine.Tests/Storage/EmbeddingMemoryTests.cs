using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Storage;

public sealed class EmbeddingMemoryTests
{
    private const int Dimensions = 256;
    private const string Model = "a model";

    [Fact]
    public void What_was_used_last_is_kept_within_the_budget()
    {
        var one = new EmbeddingMemory(long.MaxValue);
        one.Add(Model, Hash(0), Vector(0));
        var memory = new EmbeddingMemory(3 * one.Counts.Bytes);
        for (byte i = 0; i < 3; i++) memory.Add(Model, Hash(i), Vector(i));
        Assert.Equal(Vector(0), Read(memory, Hash(0)));

        memory.Add(Model, Hash(3), Vector(3));

        Assert.Null(Read(memory, Hash(1)));
        Assert.Equal(Vector(0), Read(memory, Hash(0)));
        Assert.Equal(Vector(2), Read(memory, Hash(2)));
        Assert.Equal(Vector(3), Read(memory, Hash(3)));
        Assert.Equal(3 * one.Counts.Bytes, memory.Counts.Bytes);
    }

    [Fact]
    public void A_text_has_another_vector_in_each_model()
    {
        var memory = new EmbeddingMemory(EmbeddingMemory.DefaultBudget);
        memory.Add(Model, Hash(1), Vector(1));
        memory.Add("another model", Hash(1), Vector(2));

        Assert.Equal(Vector(1), Read(memory, Hash(1)));
        Assert.Equal(Vector(2), Read(memory, Hash(1), "another model"));
        Assert.Null(Read(memory, Hash(1), "a third model"));
    }

    [Fact]
    public void Without_a_budget_it_keeps_nothing()
    {
        var memory = new EmbeddingMemory(0);

        memory.Add(Model, Hash(1), Vector(1));

        Assert.Null(Read(memory, Hash(1)));
        Assert.Equal(0, memory.Counts.Bytes);
    }

    /// <summary>Over the real table: not known, then from there, then from memory; and a refusal is known without being a vector.</summary>
    [Fact]
    public void It_counts_where_embeddings_were_found()
    {
        using var folder = new TemporaryFolder();
        using var database = IndexDatabase.OpenForWriting(folder.FullPath("index.db"), _ => { });
        var generation = Generations.Foundation(database, "a fingerprint", Model, Dimensions);
        using var writer = new GenerationWriter(database, generation);
        var memory = new EmbeddingMemory(EmbeddingMemory.DefaultBudget);
        using var cache = new EmbeddingCache(database, generation, memory);
        var values = new Half[Dimensions];
        Assert.Equal(EmbeddingCache.Found.Nothing, cache.Find(Hash(1), values));
        writer.Write(
        [
            new EmbeddedChunk(Chunk(1), Array.ConvertAll(Vector(1), value => (float)value), null, IsNew: true),
            new EmbeddedChunk(Chunk(2), null, new Refusal("it is too odd", 3), IsNew: true),
        ]);

        Assert.Equal(EmbeddingCache.Found.Vector, cache.Find(Hash(1), values));
        Assert.Equal(Vector(1), values);
        Assert.Equal(EmbeddingCache.Found.Vector, cache.Find(Hash(1), values));
        Assert.Equal(EmbeddingCache.Found.Refusal, cache.Find(Hash(2), values));

        Assert.Equal((1, 2, 1), (memory.Counts.Memory, memory.Counts.Table, memory.Counts.Missing));
        Assert.Equal(0.75, memory.Counts.HitRate);
    }

    private static Half[]? Read(EmbeddingMemory memory, byte[] hash, string model = Model)
    {
        var values = new Half[Dimensions];
        return memory.TryRead(model, hash, values) ? values : null;
    }

    private static byte[] Hash(byte number) => [.. Enumerable.Repeat(number, 32)];

    private static Half[] Vector(byte number) => [.. Enumerable.Range(0, Dimensions).Select(i => (Half)((number + i) / 512f))];

    private static BareChunk Chunk(byte number) => new(number, "file.py", 0, 1, "", null, Hash(number));
}
