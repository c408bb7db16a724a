using FsCheck;
using FsCheck.Fluent;
using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Engine.Tests.Embedding;

public sealed class WordScannerTests
{
    [Theory]
    [InlineData("parseHTTPBody", "_parse_http_body")]
    [InlineData("XMLHttpRequest", "_xml_http_request")]
    [InlineData("snake_case__name_", "_snake_case_name")]
    [InlineData("SCREAMING_CASE", "_screaming_case")]
    [InlineData("$scope.value", "_scope _value")]
    [InlineData("sha256", "_sha_#")]
    [InlineData("utf8 v12 2024", "_utf_8 _v_12 _#")]
    [InlineData("a1B2", "_a_1_b_2")]
    [InlineData("A", "_a")]
    [InlineData("IOStream", "_io_stream")]
    [InlineData("größeBerechnen ÄNDERN", "_größe_berechnen _ändern")]
    [InlineData("найтиФайл", "_найти_файл")]
    [InlineData("ΜέγεθοςΑρχείου", "_μέγεθος_αρχείου")]
    [InlineData("検索index", "_検_索_index")]
    [InlineData("파일 찾기", "_파일 _찾기")]
    [InlineData("नमस्ते", "_नमस्ते")]
    [InlineData("___ $$ -- 😀", "")]
    public void Identifiers_are_split_into_words(string text, string expected) => Assert.Equal(expected, string.Join(' ', Scan(text)));

    [Fact]
    public void A_run_without_an_end_is_cut()
    {
        var words = Scan(new string('x', 1_000));
        Assert.All(words, word => Assert.True(word.Length <= WordScanner.LongestIdentifier + 1));
        Assert.Equal(1_000, words.Sum(word => word.Length - 1));
    }

    [Fact]
    public void Any_text_gives_words_that_are_never_empty_and_never_upper_case() => Prop.ForAll<string?>(text =>
        Scan(text ?? "")
            .All(identifier => identifier[1..].Split('_').All(word => word.Length > 0 && !word.Any(c => c is >= 'A' and <= 'Z'))))
        .QuickCheckThrowOnFailure();

    private static List<string> Scan(string text)
    {
        var found = new List<string>();
        var scanner = new WordScanner(text, new char[WordScanner.BufferLength]);
        while (scanner.MoveNext()) found.Add(scanner.Identifier.ToString());
        return found;
    }
}
