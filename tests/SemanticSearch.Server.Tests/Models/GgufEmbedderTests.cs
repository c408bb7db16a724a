using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Tests.Worker;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Models;

/// <summary>Texts to vectors through a real worker.</summary>
public sealed class GgufEmbedderTests
{
    /// <summary>
    /// What an embedding is worth must not depend on what it was computed beside. The bounds are of random weights, which forgive less than trained ones: in
    /// a quantised model a batch of another size takes other kernels, with other rounding.
    /// </summary>
    [Theory]
    [InlineData(GgufTensorType.F32, 0.9999)]
    [InlineData(GgufTensorType.F16, 0.9999)]
    [InlineData(GgufTensorType.Q8_0, 0.999)]
    public async Task A_text_has_the_same_vector_alone_in_a_batch_and_through_the_query_lane(GgufTensorType type, double bound)
    {
        await using var fixture = new EmbedderFixture();
        var embedder = fixture.Open(new TinyModelOptions(Type: type));
        const string text = "public static int Add(int left, int right) => left + right;";
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"read the file {i} " + new string('x', i)), text];

        var alone = (await EmbedderFixture.EmbedAsync(embedder, text))[0].Vector!;
        var together = (await EmbedderFixture.EmbedAsync(embedder, texts))[^1].Vector!;
        var other = (await EmbedderFixture.EmbedAsync(embedder, "an other file"))[0].Vector!;
        var query = await embedder.EmbedQueryAsync(text, CancellationToken.None);

        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(alone, together), bound, 1.0001);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(alone, query), bound, 1.0001);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(alone, other), -1, 0.99);
    }

    [Fact]
    public async Task A_shortened_vector_is_the_beginning_of_the_whole_one_normalised_again()
    {
        await using var fixture = new EmbedderFixture();

        var whole = (await EmbedderFixture.EmbedAsync(fixture.Open(), "read the file"))[0].Vector!;
        var shortened = (await EmbedderFixture.EmbedAsync(fixture.Open(dimensions: 16), "read the file"))[0].Vector!;

        Assert.Equal((64, 16), (whole.Length, shortened.Length));
        Assert.Equal(1, TensorPrimitives.Norm<float>(whole), 1e-5);
        Assert.Equal(1, TensorPrimitives.Norm<float>(shortened), 1e-5);
        Assert.Equal(1, TensorPrimitives.CosineSimilarity<float>(whole[..16], shortened), 1e-5);
    }

    [Fact]
    public async Task A_text_longer_than_the_window_has_the_mean_of_its_windows_weighted_by_their_tokens()
    {
        await using var fixture = new EmbedderFixture();
        var embedder = fixture.Open(new TinyModelOptions(ContextLength: 64));
        var text = string.Join(' ', Enumerable.Range(0, 70).Select(i => i % 3 == 0 ? "read" : "file"));
        using var tokenizer = ModelTokenizer.Open(Llama.Tests.TestLlama.Load(), embedder.Choice.Path, CancellationToken.None);
        var windows = tokenizer.Tokenise("", text, 64).Windows;
        Assert.Equal(2, windows.Count);
        var expected = new float[embedder.Dimensions];
        foreach (var window in windows)
        {
            var vector = await embedder.Worker.EmbedAsync([window], WorkerLane.Bulk, CancellationToken.None);
            TensorPrimitives.MultiplyAdd(vector, window.Length / TensorPrimitives.Norm<float>(vector), expected, expected);
        }

        var pooled = (await EmbedderFixture.EmbedAsync(embedder, text))[0].Vector!;

        Assert.Equal(1, TensorPrimitives.Norm<float>(pooled), 1e-5);
        Assert.InRange(TensorPrimitives.CosineSimilarity<float>(expected, pooled), 0.99999, 1.0001);
    }

    [Fact]
    public async Task Odd_texts_have_vectors_too()
    {
        await using var fixture = new EmbedderFixture();

        var results = await EmbedderFixture.EmbedAsync(fixture.Open(), "", "\ud83d", "\0\r\n\t", new string('x', 20_000), "[SEP]");

        Assert.All(results, result => Assert.Equal(1, TensorPrimitives.Norm<float>(result.Vector), 1e-5));
    }

    /// <summary>This model puts no marks around a text.</summary>
    [Fact]
    public async Task A_text_without_tokens_is_refused_and_harms_no_other()
    {
        await using var fixture = new EmbedderFixture();
        var tiny = TinyModel.Build(new TinyModelOptions(TinyArchitecture.Qwen2, PoolingKind.Last)).Set("tokenizer.ggml.add_eos_token", false);

        var results = await EmbedderFixture.EmbedAsync(fixture.Open(tiny), "read", "", "file");

        Assert.Equal([false, true, false], results.Select(result => result.Vector is null));
        Assert.Contains("no tokens", results[1].Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_batch_that_kills_the_worker_is_split_until_the_guilty_text_stands_alone()
    {
        await using var fixture = new EmbedderFixture();
        var embedder = fixture.Open(deadly: "zyzzyva");
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => i == 17 ? "read the zyzzyva file" : $"read the file {i}")];

        var results = await EmbedderFixture.EmbedAsync(embedder, texts);

        Assert.All(results.Index(), result => Assert.Equal(result.Index == 17, result.Item.Vector is null));
        Assert.Contains("crashed", results[17].Refusal, StringComparison.Ordinal);
        // Halved each time, and twice alone.
        Assert.Equal([1, 1], fixture.Relayed.Deaths.TakeLast(2));
        Assert.Equal(fixture.Relayed.Deaths.OrderDescending(), fixture.Relayed.Deaths);
        Assert.InRange(fixture.Relayed.Deaths.Count, 2, 8);
        // Nothing is computed again but what died with it: the probe and each sound text once.
        Assert.Equal(1 + 59, fixture.Relayed.Texts);
    }

    /// <summary>Such a file loads, and llama.cpp computes with it without a word.</summary>
    [Fact]
    public async Task Damaged_weights_are_named_once_and_no_text_is_blamed()
    {
        await using var fixture = new EmbedderFixture();
        var tiny = TinyModel.Build(new TinyModelOptions()).Change("token_embd.weight", tensor =>
        {
            var data = new byte[tensor.Data.Length];
            MemoryMarshal.Cast<byte, float>(data.AsSpan()).Fill(float.NaN);
            return tensor with { Data = data };
        });
        var told = 0;

        var unusable = await Assert.ThrowsAsync<WorkerUnavailableException>(
            () => fixture.Open(tiny).EmbedDocumentsAsync(["read", "the file"], (_, _, _) => told++, CancellationToken.None).WaitAsync(WorkerFixture.Patience));

        Assert.Null(unusable.RetryAfter);
        Assert.Contains("weights are damaged", unusable.Message, StringComparison.Ordinal);
        Assert.Contains("semsearch model verify", unusable.Message, StringComparison.Ordinal);
        Assert.Equal(0, told);
    }

    /// <summary>Two batches are on their way at a time; the caller closes what it writes to as soon as the call is over.</summary>
    [Fact]
    public async Task Nobody_is_told_of_anything_once_a_call_has_failed()
    {
        await using var fixture = new EmbedderFixture();
        var embedder = fixture.Open(WorkerFixture.Slow with { ContextLength = 512 });
        var texts = Enumerable.Range(0, 12).Select(i => string.Concat(Enumerable.Repeat("read the file ", 140)) + i).ToList();
        var (told, toldAfterwards, over) = (0, 0, false);

        await Assert.ThrowsAsync<InvalidOperationException>(() => embedder.EmbedDocumentsAsync(
            texts,
            (_, _, _) =>
            {
                if (over) toldAfterwards++;
                if (++told == 1) throw new InvalidOperationException("the disk is full");
            },
            CancellationToken.None).WaitAsync(WorkerFixture.Patience));
        over = true;

        // The bulk lane answers in order: after this one nothing of the batches before is to come.
        await EmbedderFixture.EmbedAsync(embedder, "read");
        Assert.Equal((1, 0), (told, toldAfterwards));
        Assert.Equal(0, embedder.Worker.BatchesInHand);
    }
}
