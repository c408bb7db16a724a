using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Embedding;

public sealed class StaticEmbedderTests
{
    private const int Dimensions = 16;

    private static readonly string[] Words = ["read", "line", "file", "write", "_read_line", "close", "src", "io"];

    private readonly StaticEmbedder embedder = Load(Model(seed: 1));

    [Fact]
    public void The_vector_is_the_normalised_sum_of_scaled_rows_by_the_root_of_their_counts()
    {
        var model = Model(seed: 1);
        var expected = new float[Dimensions];
        foreach (var (token, count) in new[] { (0, 1), (2, 4) })
        {
            for (var d = 0; d < Dimensions; d++)
            {
                expected[d] += model.Rows[token * Dimensions + d] * model.Scales[token] * MathF.Sqrt(count);
            }
        }

        var norm = MathF.Sqrt(expected.Sum(value => value * value));
        var actual = Query("file read file FILE file unknown-zzz");
        for (var d = 0; d < Dimensions; d++) Assert.Equal(expected[d] / norm, actual[d], 1e-5f);
    }

    [Fact]
    public void Text_without_a_known_token_gives_a_zero_row()
    {
        var vectors = new float[3 * Dimensions];
        embedder.EmbedDocuments(["read", "", "+-*/"], vectors, CancellationToken.None);
        Assert.Equal(1, vectors[..Dimensions].Sum(value => value * value), 1e-5f);
        Assert.All(vectors[Dimensions..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void The_same_text_gives_the_same_bits_from_many_threads()
    {
        var texts = Enumerable.Range(0, 64).Select(i => string.Join(' ', Words.Skip(i % 5).Concat(Words.Take(i % 3)))).ToArray();
        var expected = new float[texts.Length * Dimensions];
        embedder.EmbedDocuments(texts, expected, CancellationToken.None);
        Parallel.For(0, 32, _ =>
        {
            var actual = new float[expected.Length];
            embedder.EmbedDocuments(texts, actual, CancellationToken.None);
            Assert.Equal(expected, actual);
        });
    }

    [Fact]
    public void The_path_moves_the_vector_towards_its_words()
    {
        var plain = Query("read line");
        var blended = (float[])plain.Clone();
        embedder.BlendPath("src/io/File.cs", blended);
        var path = Query("src io file cs");
        Assert.True(Dot(blended, path) > Dot(plain, path));
        Assert.Equal(1, Dot(blended, blended), 1e-5f);
    }

    [Fact]
    public void A_path_of_unknown_words_changes_nothing()
    {
        var plain = Query("read line");
        var blended = (float[])plain.Clone();
        embedder.BlendPath("zzz/qqq.xyz", blended);
        Assert.Equal(1, Dot(plain, blended), 1e-5f);
    }

    [Fact]
    public void The_fingerprint_follows_the_file_and_nothing_else()
    {
        Assert.Equal(embedder.Fingerprint, Load(Model(seed: 1)).Fingerprint);
        Assert.NotEqual(embedder.Fingerprint, Load(Model(seed: 2)).Fingerprint);
        Assert.NotEqual(embedder.Fingerprint, Load(Model(seed: 1) with { PathWeight = .6f }).Fingerprint);
        Assert.Matches("^[0-9a-f]{64}$", embedder.Fingerprint);
    }

    [Fact]
    public void Cancellation_is_obeyed() => Assert.Throws<OperationCanceledException>(
        () => embedder.EmbedDocuments(["read"], new float[Dimensions], new CancellationToken(canceled: true)));

    [Fact]
    public void A_model_of_another_shape_is_refused()
    {
        var model = Model(seed: 1);
        Assert.Throws<ModelFormatException>(() => Load(model with { Dimensions = 12, Rows = new sbyte[Words.Length * 12] }));
        Assert.Throws<ModelFormatException>(() => Load(model with { Scales = [.. model.Scales[1..], float.NaN] }));
        Assert.Throws<ModelFormatException>(() => Load(model with { PathWeight = float.NaN }));
        Assert.Throws<ModelFormatException>(() => Load(model with { Tokens = ["read", .. Words[1..^1], "read"] }));
    }

    private float[] Query(string text)
    {
        var vector = new float[Dimensions];
        embedder.EmbedQuery(text, vector);
        return vector;
    }

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static StaticModel Model(int seed)
    {
        var random = new Random(seed);
        var rows = new sbyte[Words.Length * Dimensions];
        foreach (ref var value in rows.AsSpan()) value = (sbyte)random.Next(-127, 128);
        return new StaticModel(Words, Dimensions, rows, [.. Words.Select(_ => random.NextSingle() + .1f)], PathWeight: .5f);
    }

    private static StaticEmbedder Load(StaticModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream, "test", "MIT");
        return StaticEmbedder.Load(stream, "test");
    }
}
