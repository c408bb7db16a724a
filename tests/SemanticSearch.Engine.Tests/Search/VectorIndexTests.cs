using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Search.Vectors;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class VectorIndexTests
{
    private const int Chunks = 1_500, Wanted = 10;

    [Fact]
    public void Nearly_all_of_the_exact_best_are_among_the_scanned_and_rescoring_puts_them_in_order()
    {
        var embedder = new HashingEmbedder(128);
        using var index = new TestIndex(embedder, vec0: false);
        var vectors = FillWithRandomVectors(index, embedder.Dimensions);
        var snapshot = new IndexSnapshot();
        snapshot.Refresh(index.Reader, Generations.Active(index.Reader));
        var scan = new VectorIndex(snapshot);
        var found = 0;
        for (var q = 0; q < 20; q++)
        {
            var query = Random(embedder.Dimensions, 10_000 + q);
            var exact = vectors.OrderByDescending(pair => TensorPrimitives.Dot<float>(pair.Value, query)).Take(Wanted).Select(pair => pair.Key).ToHashSet();
            var top = scan.Top(new QueryVector(query), 4 * Wanted, snapshot.Live, CancellationToken.None);
            found += top.Count(scored => exact.Contains(snapshot.ChunkIdOf(scored.Ordinal)));
            foreach (var scored in top)
            {
                var cosine = TensorPrimitives.Dot<float>(vectors[snapshot.ChunkIdOf(scored.Ordinal)], query);
                Assert.Equal(cosine, scored.Score, 0.01f);
                Assert.Equal(scored.Score, scan.Similarity(new QueryVector(query), scored.Ordinal), 1e-5f);
            }
        }

        Assert.Equal(20 * Wanted, found);
    }

    [Fact]
    public void A_merge_keeps_the_codes_and_missing_ones_can_be_made_later()
    {
        var embedder = new HashingEmbedder();
        using var index = new TestIndex(embedder);
        foreach (var name in (string[])["alpha", "beta", "gamma", "delta"])
        {
            index.Write($"{name}.py", $"def {name}():\n    return {name}_value");
            index.Flush();
        }

        index.Delete("beta.py");
        index.MergeAll();
        Assert.Equal(1L, index.Execute("SELECT count(*) FROM segments"));
        Assert.Equal(3L, index.Execute("SELECT max(count) FROM segments"));
        Assert.Equal(0L, index.Execute("SELECT count(*) FROM dead"));
        Assert.Equal("gamma.py", index.Search("gamma", SearchMode.Semantic)[0].Path);

        index.Execute("DELETE FROM codes");
        using var opened = index.NewEngine();
        var request = new SearchRequest("gamma", 10, SearchMode.Semantic, SearchFilter.None);
        Assert.Equal(SearchEngine.LexicalStep, opened.Search(request, CancellationToken.None).Step);
        var generation = Generations.Active(index.Writer)!;
        foreach (var segment in SegmentCodes.FindMissing(index.Writer, generation)) SegmentCodes.Complete(index.Writer, segment, generation);
        Assert.Equal("gamma.py", opened.Search(request, CancellationToken.None).Hits[0].Path);
        Assert.Equal("hashing", opened.Search(request, CancellationToken.None).Step);
    }

    [Fact]
    public void A_vector_that_comes_after_its_terms_is_found_then()
    {
        using var index = new TestIndex(new HashingEmbedder(), vec0: false);
        index.Write("a.py", "def fetch_page(url):\n    return url");
        var vector = (byte[])index.Execute("SELECT vector FROM vectors_1")!;
        var id = index.Execute("SELECT chunk_id FROM vectors_1");
        index.Execute("DELETE FROM vectors_1");
        Assert.Empty(index.Search("download"));
        index.Execute("INSERT INTO vectors_1(chunk_id, vector) VALUES($0, $1)", id, vector);
        Assert.Single(index.Search("download"));
    }

    private static Dictionary<long, float[]> FillWithRandomVectors(TestIndex index, int dimensions)
    {
        var vectors = new Dictionary<long, float[]>();
        using (var transaction = index.Writer.BeginTransaction())
        {
            index.Execute("INSERT INTO files(id, path, size, modified, state, indexed_at) VALUES(1, 'a', 0, 0, 'indexed', 0)");
            for (var i = 1; i <= Chunks; i++)
            {
                vectors[i] = Random(dimensions, i);
                index.Execute("""
                    INSERT INTO chunks(id, file_id, ordinal, start, length, start_line, end_line, kind, scope, content_hash, text_hash, terms)
                    VALUES($0, 1, $0, 0, 0, 1, 1, 'block', '', x'', x'', 0)
                    """, i);
                index.Execute("INSERT INTO pending(chunk_id, terms) VALUES($0, x'00')", i);
                index.Execute("INSERT INTO vectors_1(chunk_id, vector) VALUES($0, $1)", i, MemoryMarshal.AsBytes(vectors[i].AsSpan()).ToArray());
            }

            transaction.Commit();
        }

        index.Flush();
        return vectors;
    }

    private static float[] Random(int dimensions, int seed)
    {
        var random = new Random(seed);
        var vector = Enumerable.Range(0, dimensions).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
