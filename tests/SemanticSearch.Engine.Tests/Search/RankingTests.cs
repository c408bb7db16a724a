using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Ranking;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class RankingTests
{
    [Theory]
    [InlineData("src/Scanner.cs", FileRole.None)]
    [InlineData("tests/Scanner.cs", FileRole.Test)]
    [InlineData("src/ScannerTests.cs", FileRole.Test)]
    [InlineData("src/scanner_test.go", FileRole.Test)]
    [InlineData("src/scanner.spec.ts", FileRole.Test)]
    [InlineData("src/Contest.cs", FileRole.None)]
    [InlineData("docs/guide.md", FileRole.Documentation)]
    [InlineData("lib/index.d.ts", FileRole.Declaration)]
    [InlineData("api/service.pb.go", FileRole.Generated)]
    [InlineData("Form.Designer.cs", FileRole.Generated)]
    [InlineData("vendor/tests/x.c", FileRole.Vendored | FileRole.Test)]
    [InlineData("CHANGELOG.md", FileRole.Changelog | FileRole.Documentation)]
    [InlineData("locales/de.po", FileRole.Localisation)]
    [InlineData("src/compat/old.py", FileRole.Compatibility)]
    [InlineData("package.json", FileRole.Configuration)]
    [InlineData(".gitignore", FileRole.None)]
    public void A_file_s_roles_come_from_its_path(string path, object role) => Assert.Equal((FileRole)role, FileRoles.Of(path));

    [Theory]
    [InlineData("tests for the parser", FileRole.Test)]
    [InlineData("example configuration", FileRole.Example | FileRole.Configuration)]
    [InlineData("legacy behaviour that is deprecated", FileRole.Compatibility)]
    [InlineData("where does a local change", FileRole.None)]
    public void A_query_asks_for_roles_by_its_words(string query, object role) =>
        Assert.Equal((FileRole)role, QueryShape.Of(query, new TermAnalyzer()).AskedRoles);

    [Theory]
    [InlineData("getUserName", true, "getusername")]
    [InlineData("user_name", true, "user_name")]
    [InlineData("Line.Reader::ReadLine()", true, "readline")]
    [InlineData("parser", false, "parser")]
    [InlineData("line reader", false, "line reader linereader line_reader line-reader")]
    [InlineData("where is getUserName called from here", false, "getusername")]
    [InlineData("ends with a full stop. and goes on here", false, "")]
    [InlineData("...", false, "")]
    public void A_query_spells_out_names(string query, bool isOfNames, string names)
    {
        var shape = QueryShape.Of(query, new TermAnalyzer());
        Assert.Equal(isOfNames, shape.IsOfNames);
        Assert.Equal(names, string.Join(' ', shape.Names.Select(name => name.Lower).Distinct()));
    }

    [Theory]
    [InlineData(Fusion.ScoreSum)]
    [InlineData(Fusion.ReciprocalRank)]
    public void A_definition_comes_before_its_uses_and_code_before_its_test(Fusion fusion)
    {
        using var index = new TestIndex(new HashingEmbedder());
        index.Write("src/use.py", "def main():\n    scan_folder('a'), scan_folder('b'), scan_folder('c')");
        index.Write("src/walk.py", "def scan_folder(path):\n    for entry in listing(path):\n        yield entry");
        index.Write("tests/test_walk.py", "def test_scan_folder():\n    assert scan_folder('a') == scan_folder('a')");
        using var engine = index.NewEngine(RankingWeights.Default with { Fusion = fusion });
        var hits = engine.Search(new SearchRequest("scan_folder", 10, SearchMode.Hybrid, SearchFilter.None), CancellationToken.None).Hits;
        Assert.Equal(["src/walk.py", "src/use.py", "tests/test_walk.py"], hits.Select(hit => hit.Path));
    }
}
