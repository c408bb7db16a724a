using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Engine.Tests.Embedding;

public sealed class CodeTokenizerTests
{
    private static readonly CodeTokenizer Tokenizer =
        new(new Vocabulary(["rate", "limit", "_rate_limit", "file", "name", "fi", "lename", "data", "base", "database", "#", "re", "größe", "検", "索"]));

    [Theory]
    [InlineData("rateLimit", "_rate_limit rate limit")]
    [InlineData("RATE_LIMIT rate limit", "_rate_limit rate limit")]
    [InlineData("limitRate", "limit rate")]
    [InlineData("filename", "file name")]
    [InlineData("databases", "database")]
    [InlineData("basedata", "base data")]
    [InlineData("refiles", "re file")]
    [InlineData("refile 8080", "re file #")]
    [InlineData("Größe", "größe")]
    [InlineData("検索", "検 索")]
    [InlineData("zzz q", "")]
    public void Text_becomes_tokens(string text, string expected) => Assert.Equal(expected, string.Join(' ', Tokens(text)));

    [Fact]
    public void A_token_that_comes_again_is_counted()
    {
        var bag = new TokenBag(Tokenizer.Vocabulary.Count);
        Tokenizer.Tokenize("file File FILE name", bag);
        Assert.Equal(3, bag.CountOf(Tokenizer.Vocabulary.Find("file")));
        bag.Clear();
        Assert.Equal(0, bag.CountOf(Tokenizer.Vocabulary.Find("file")));
        Assert.Equal(0, bag.Tokens.Length);
    }

    [Fact]
    public void Every_token_of_a_large_vocabulary_is_found_and_nothing_else()
    {
        var words = Enumerable.Range(0, 5_000).Select(i => $"w{i}x").ToArray();
        var vocabulary = new Vocabulary(words);
        Assert.All(Enumerable.Range(0, words.Length), id => Assert.Equal(id, vocabulary.Find(words[id])));
        Assert.Equal(-1, vocabulary.Find("w5000x"));
        Assert.Equal(-1, vocabulary.Find(""));
    }

    [Fact]
    public void A_vocabulary_with_a_token_twice_is_refused() => Assert.Throws<ArgumentException>(() => new Vocabulary(["a", "b", "a"]));

    private static List<string> Tokens(string text)
    {
        var bag = new TokenBag(Tokenizer.Vocabulary.Count);
        Tokenizer.Tokenize(text, bag);
        return [.. bag.Tokens.ToArray().Select(token => Tokenizer.Vocabulary.Tokens[token])];
    }
}
