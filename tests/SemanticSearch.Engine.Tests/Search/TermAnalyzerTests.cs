using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class TermAnalyzerTests
{
    [Theory]
    [InlineData("getUserName", "get user nam getusername")]
    [InlineData("get_user_name", "get user nam getusername")]
    [InlineData("HTTPServer", "http server httpserver")]
    [InlineData("parseXMLDoc2", "pars xml doc parsexmldoc2")]
    [InlineData("utf8", "utf utf8")]
    [InlineData("__init__", "init")]
    [InlineData("a.b.c", "")]
    [InlineData("x", "")]
    [InlineData("naïveÉtat", "naïve état naïveétat")]
    [InlineData("счётчикСлов", "счётчик слов счётчикслов")]
    [InlineData("🙂 … ?!", "")]
    [InlineData("搜索代码", "搜索 索代 代码")]
    [InlineData("索", "索")]
    [InlineData("\ud800\udc00 \ud800", "\ud800\udc00")]
    public void A_query_is_split_into_words_and_whole_identifiers(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', new TermAnalyzer().AnalyzeQuery(query)));

    [Fact]
    public void A_question_keeps_its_telling_words_only() =>
        Assert.Equal(["ignor", "rul", "apply"], new TermAnalyzer().AnalyzeQuery("where are the ignore rules applied?"));

    [Fact]
    public void A_question_of_nothing_but_small_words_keeps_them() =>
        Assert.Equal(["what", "is", "this"], new TermAnalyzer().AnalyzeQuery("what is this"));

    [Theory]
    [InlineData("parse", "parsing")]
    [InlineData("parse", "parsed")]
    [InlineData("index", "indexes")]
    [InlineData("index", "indexing")]
    [InlineData("query", "queries")]
    [InlineData("match", "matches")]
    [InlineData("embed", "embedding")]
    [InlineData("run", "running")]
    [InlineData("call", "called")]
    [InlineData("apply", "applied")]
    [InlineData("node", "nodes")]
    [InlineData("class", "classes")]
    public void Forms_of_a_word_meet(string word, string form) => Assert.Equal(Stemmer.Stem(word), Stemmer.Stem(form));

    [Theory]
    [InlineData("string")]
    [InlineData("status")]
    [InlineData("class")]
    [InlineData("analysis")]
    [InlineData("need")]
    [InlineData("bus")]
    [InlineData("tree")]
    public void A_word_that_only_looks_like_a_form_stays(string word) => Assert.Equal(word, Stemmer.Stem(word));

    [Fact]
    public void Name_path_and_scope_count_as_words_of_the_chunk()
    {
        var bag = new TermAnalyzer().Analyze("src/deep/net/io/LineReader.cs", "ReadLine", "Acme", "return buffer;");
        var frequencies = bag.Terms.ToArray().Zip(bag.Frequencies.ToArray()).ToDictionary(p => p.First, p => (int)p.Second);
        Assert.Equal(3 + 2, frequencies["lin"]);
        Assert.Equal(3, frequencies["readline"]);
        Assert.Equal(2, frequencies["linereader"]);
        Assert.Equal(1, frequencies["acm"]);
        Assert.Equal(1, frequencies["net"]);
        Assert.DoesNotContain("deep", frequencies.Keys);
        Assert.Equal(bag.Length, frequencies.Values.Sum());
    }

    [Fact]
    public void A_second_chunk_knows_nothing_of_the_first()
    {
        var analyzer = new TermAnalyzer();
        analyzer.Analyze("a.cs", null, "", "alpha alpha beta");
        var bag = analyzer.Analyze("b.cs", null, "", "beta");
        Assert.Equal(["beta"], bag.Terms.ToArray());
        Assert.Equal([1], bag.Frequencies.ToArray());
    }
}
