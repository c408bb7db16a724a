using SemanticSearch.Engine.Embedding.Gguf;

namespace SemanticSearch.Engine.Tests.Embedding.Gguf;

public sealed class TokenBatchesTests
{
    private const int Tokens = 512;
    private const int Sequences = 64;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_window_is_packed_once_and_no_batch_is_larger_than_it_may_be(int seed)
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, 400).Select(_ => Text([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, Tokens / (1 + random.Next(40))))])).ToList();

        var batches = TokenBatches.Pack(texts, Tokens, Sequences);

        Assert.All(batches, batch =>
        {
            Assert.InRange(batch.Count, 1, Sequences);
            Assert.InRange(batch.Sum(window => window.Tokens.Length), 1, Tokens);
        });
        var packed = batches.SelectMany(batch => batch).ToList();
        Assert.Equal(texts.Sum(text => text.Windows.Count), packed.Count);
        Assert.Equal(packed.Count, packed.Distinct().Count());
        Assert.All(packed, window => Assert.Contains(window.Tokens, texts[window.Text].Windows));
        Assert.Equal(packed.Select(window => window.Tokens.Length).OrderDescending(), packed.Select(window => window.Tokens.Length));
    }

    [Fact]
    public void A_window_larger_than_a_batch_stands_alone()
    {
        var batches = TokenBatches.Pack([Text([5]), Text([Tokens + 1]), Text([Tokens])], Tokens, Sequences);

        Assert.Equal([[Tokens + 1], [Tokens], [5]], batches.Select(batch => batch.Select(window => window.Tokens.Length)));
    }

    [Fact]
    public void Nothing_makes_no_batch() => Assert.Empty(TokenBatches.Pack([], Tokens, Sequences));

    private static TokenisedText Text(int[] windows) => new([.. windows.Select(length => (ReadOnlyMemory<int>)new int[length])]);
}
