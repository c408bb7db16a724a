using SemanticSearch.Engine.Integrity;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Integrity;

public sealed class IntegrityTests
{
    private const string Query = "wait for the answer of the server";

    [Fact]
    public async Task What_the_product_writes_has_checksums_and_passes_both_checks()
    {
        using var index = await StoredIndex.OfAsync(10);
        index.Workspace.Write("module0/request0.py", "def changed():\n    return 1\n");
        await index.Workspace.IndexAsync();

        Assert.Empty(index.Check());
        Assert.True(index.QuickCheckFindsNothing());
        using var database = IndexDatabase.OpenForReading(index.File)!;
        foreach (var table in (string[])["embeddings", "segments", "postings", "codes"])
        {
            Assert.True(database.Number($"SELECT count(*) FROM {table} WHERE checksum IS NOT NULL") > 0, table);
            Assert.Equal(0, database.Number($"SELECT count(*) FROM {table} WHERE checksum IS NULL"));
        }
    }

    /// <param name="computed">Embeddings that the model is asked for again.</param>
    [Theory]
    [InlineData("embeddings", "vector", 100, nameof(IndexPart.Embedding), 1)]
    [InlineData("segments", "chunk_ids", 3, nameof(IndexPart.Segment), 0)]
    [InlineData("postings", "data", 40, nameof(IndexPart.Segment), 0)]
    [InlineData("postings", "first_term", 0, nameof(IndexPart.Segment), 0)]
    [InlineData("codes", "data", 300, nameof(IndexPart.Codes), 0)]
    [InlineData("codes", "scales", 2, nameof(IndexPart.Codes), 0)]
    public async Task A_bit_that_turned_is_found_at_every_start_and_mended(string table, string column, int at, string part, int computed)
    {
        using var index = await StoredIndex.OfAsync(10);
        var (before, answer) = (index.Dump, await index.SearchAsync(Query));
        index.TurnBit(table, column, at);

        Assert.Equal(part, Assert.Single(index.Check()).Part.ToString());
        Assert.False(index.QuickCheckFindsNothing());
        var report = await index.Workspace.IndexAsync();

        Assert.Contains("damaged and are mended", Assert.Single(report.Warnings), StringComparison.Ordinal);
        Assert.Equal(computed, report.EmbeddingsComputed);
        Assert.Equal(before, index.Dump);
        Assert.Equal(answer, await index.SearchAsync(Query));
        Assert.Empty(index.Check());
        Assert.Empty((await index.Workspace.IndexAsync()).Warnings);
    }

    [Theory]
    [InlineData("postings")]
    [InlineData("codes")]
    public async Task A_search_goes_on_over_damaged(string table)
    {
        using var index = await StoredIndex.OfAsync(10);
        index.TurnBit(table, "data", 40);

        Assert.NotEmpty(await index.SearchAsync(Query));
    }

    [Theory]
    [InlineData("UPDATE vectors_1 SET vector = (SELECT vector FROM vectors_1 ORDER BY chunk_id DESC LIMIT 1) WHERE chunk_id = (SELECT min(id) FROM chunks)", "is not what its embedding gives")]
    [InlineData("DELETE FROM vectors_1 WHERE chunk_id = (SELECT min(id) FROM chunks)", "is missing")]
    [InlineData("INSERT INTO vectors_1(chunk_id, vector) SELECT 7, vector FROM vectors_1 LIMIT 1", "belongs to no chunk")]
    public async Task A_wrong_vector_is_made_again_of_its_embedding(string damage, string fault)
    {
        using var index = await StoredIndex.OfAsync(10);
        var before = index.Dump;
        index.Execute(damage);

        var found = Assert.Single(index.Check());
        Assert.Equal((IndexPart.Vector, fault), (found.Part, found.Fault));
        Assert.Equal(0, index.Repair().FilesToRead);
        Assert.Equal(before, index.Dump);
        Assert.Empty(index.Check());
    }

    [Fact]
    public async Task A_bit_that_turned_in_the_vectors_of_sqlite_vec_is_mended()
    {
        using var index = await StoredIndex.OfAsync(10);
        var before = index.Dump;
        index.TurnBit("vectors_1_vector_chunks00", "vectors", 6);

        Assert.Equal(IndexPart.Vector, Assert.Single(index.Check()).Part);
        Assert.Equal(1, index.Repair().VectorsMade);
        Assert.Equal(before, index.Dump);
        Assert.Empty(index.Check());
    }

    [Theory]
    [InlineData("DELETE FROM postings WHERE id = (SELECT max(id) FROM postings)", nameof(IndexPart.Segment))]
    [InlineData("UPDATE chunks SET slot = slot + 1 WHERE id = (SELECT min(id) FROM chunks)", nameof(IndexPart.Segment))]
    [InlineData("DELETE FROM segments", nameof(IndexPart.Chunk))]
    public async Task What_no_search_can_reach_is_read_again_and_nothing_is_computed_anew(string damage, string part)
    {
        using var index = await StoredIndex.OfAsync(10);
        var before = index.Dump;
        index.Execute(damage);

        Assert.All(index.Check(), found => Assert.True(found.Part.ToString() == part || found is { Part: IndexPart.Vector or IndexPart.Codes }, found.ToString()));
        Assert.Contains(index.Check(), found => found.Part.ToString() == part);
        Assert.Equal(10, index.Repair().FilesToRead);
        Assert.Equal((0, 10), Counted(await index.Workspace.IndexAsync()));
        Assert.Equal(before, index.Dump);
        Assert.Empty(index.Check());

        static (long, int) Counted(IndexReport report) => (report.EmbeddingsComputed, report.FilesParsed);
    }

    [Theory]
    [InlineData("DELETE FROM vectors_1_vector_chunks00")]
    [InlineData("DELETE FROM vectors_1_chunks")]
    [InlineData("DELETE FROM vectors_1_rowids WHERE rowid = (SELECT min(id) FROM chunks)")]
    [InlineData("UPDATE vectors_1_chunks SET validity = zeroblob(8)")]
    [InlineData("UPDATE vectors_1_vector_chunks00 SET vectors = zeroblob(3)")]
    public async Task A_table_of_sqlite_vec_that_is_broken_is_made_anew(string damage)
    {
        using var index = await StoredIndex.OfAsync(10);
        var before = index.Dump;
        index.Execute(damage);

        Assert.Equal(IndexPart.VectorTable, Assert.Single(index.Check()).Part);
        Assert.Equal(0, index.Repair().FilesToRead);
        Assert.Equal(before, index.Dump);
        Assert.Empty(index.Check());
        File.Delete(index.Workspace.Full("module0/request0.py"));
        Assert.Equal(1, (await index.Workspace.IndexAsync()).FilesRemoved);
    }

    [Fact]
    public async Task Codes_that_are_gone_are_made_of_the_vectors()
    {
        using var index = await StoredIndex.OfAsync(10);
        index.Execute("DELETE FROM codes");

        Assert.Equal("are missing", Assert.Single(index.Check()).Fault);
        Assert.Equal(1, index.Repair().SegmentsCoded);
        Assert.Empty(index.Check());
    }

    [Fact]
    public async Task A_damaged_embedding_without_a_start_in_between_is_computed_again_rather_than_used()
    {
        using var index = await StoredIndex.OfAsync(2);
        var before = index.Dump;
        index.TurnBit("embeddings", "vector", 20);

        var report = await index.Workspace.IndexAsync(rebuild: true);

        Assert.Equal(1, report.EmbeddingsComputed);
        Assert.Equal(before, index.Dump);
        Assert.Empty(index.Check());
    }
}
