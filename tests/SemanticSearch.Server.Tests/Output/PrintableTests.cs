using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Output;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("\u001b]0;title\a", "\uFFFD]0;title\uFFFD")]
    [InlineData("a\u202Eb", "a\uFFFDb")]
    [InlineData("\tx", "    x")]
    [InlineData("日本 ü", "日本 ü")]
    public void Nothing_in_a_text_can_steer_the_terminal(string text, string clean) => Assert.Equal(clean, Printable.Clean(text));

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("日本", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("🔍x", 3)]
    public void Width_counts_columns(string text, int columns) => Assert.Equal(columns, Printable.Width(text));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("🔍🔍", 3, "🔍…")]
    [InlineData("abc", 0, "")]
    public void A_text_is_cut_at_a_column_and_never_inside_a_character(string text, int columns, string fit) =>
        Assert.Equal(fit, Printable.Fit(text, columns));

    [Fact]
    public void Words_match_in_other_forms_and_inside_identifiers()
    {
        var words = new QueryWords("where are the getUserRules applied");

        Assert.Equal(3, words.CountIn("user rule, get"));
        Assert.Equal(0, words.CountIn("where are the"));
        Assert.Equal([4..8], new QueryWords("rules").PlacesIn("the rule"));
    }

    [Fact]
    public void The_lines_with_most_words_are_chosen_and_shown_in_order()
    {
        var lines = SnippetLines.Choose("{\nint a;\n// apply rules\n\nrules();\nint b;\n}", 10, new QueryWords("apply rules"), 3);

        Assert.Equal([(11, "int a;"), (12, "// apply rules"), (14, "rules();")], lines.Select(line => (line.Number, line.Text)));
    }

    [Fact]
    public void Lines_are_counted_as_editors_count_them()
    {
        var lines = new TextLines("a\fb\r\nc\u2028d\re\u0085f\n\ng");

        Assert.Equal(["a\fb", "c\u2028d", "e\u0085f", "", "g"], lines);
        Assert.Equal([(7, "c\u2028d")], SnippetLines.Choose("\f\n\nc\u2028d", 5, new QueryWords("c"), 1).Select(line => (line.Number, line.Text)));
    }
}
