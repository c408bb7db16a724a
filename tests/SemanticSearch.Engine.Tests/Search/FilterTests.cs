using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Search.Filters;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class FilterTests
{
    [Theory]
    [InlineData("*.cs", "src/a/B.cs", true)]
    [InlineData("*.cs", "B.cs", true)]
    [InlineData("*.cs", "B.csx", false)]
    [InlineData("src/*.cs", "src/B.cs", true)]
    [InlineData("src/*.cs", "src/a/B.cs", false)]
    [InlineData("src/**", "src/a/B.cs", true)]
    [InlineData("src/**", "lib/src/B.cs", false)]
    [InlineData("src/", "src/a/B.cs", true)]
    [InlineData("/src/**", "src/B.cs", true)]
    [InlineData("**/src/*.cs", "src/B.cs", true)]
    [InlineData("**/src/*.cs", "lib/src/B.cs", true)]
    [InlineData("src/**/B.cs", "src/B.cs", true)]
    [InlineData("src/**/B.cs", "src/a/b/B.cs", true)]
    [InlineData("src/**/B.cs", "srcx/B.cs", false)]
    [InlineData("B?.cs", "Ba.cs", true)]
    [InlineData("B?.cs", "B/.cs", false)]
    [InlineData("*.{ts,tsx}", "a/b.tsx", true)]
    [InlineData("*.{ts,tsx}", "a/b.js", false)]
    [InlineData("{src,lib}/**/*.{c,h}", "lib/x/y.h", true)]
    [InlineData("[a-c]*.py", "bus.py", true)]
    [InlineData("[!a-c]*.py", "bus.py", false)]
    [InlineData("[!a-c]*.py", "d.py", true)]
    [InlineData("a[", "a[", true)]
    [InlineData("{a", "{a", true)]
    [InlineData("a.b", "axb", false)]
    [InlineData("a\\*b", "a*b", true)]
    [InlineData("a\\*b", "axb", false)]
    [InlineData("Ж*.cs", "dir/Жук.cs", true)]
    [InlineData("B.CS", "B.cs", false)]
    public void A_glob_matches_as_documented(string pattern, string path, bool expected)
    {
        Assert.Equal(expected, new GlobPattern(pattern).Matches(path));
        var negated = new GlobPattern("!" + pattern);
        Assert.True(negated.Excludes);
        Assert.Equal(expected, negated.Matches(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_narrow_filter_still_finds_as_many_hits_as_wanted(bool flushed)
    {
        using var index = new TestIndex(new HashingEmbedder());
        for (var i = 0; i < 300; i++) index.Write($"noise/n{i}.py", $"def load{i}(walrus):\n    return walrus.load(walrus, {i})");
        string[] words = ["apple river stone", "cloud paper metal", "horse garden light", "music winter bread", "ocean silver engine"];
        for (var i = 0; i < 5; i++) index.Write($"src/Keep{i}.cs", $"class Keep{i}\n{{\n    string walrus = \"{words[i]}\";\n}}");
        if (flushed) index.Flush();
        Assert.Equal(5, Hits(index, new SearchFilter(["csharp"], [], [], null)));
        Assert.Equal(5, Hits(index, new SearchFilter([], ["src/**"], [], null)));
        Assert.Equal(5, Hits(index, new SearchFilter([], [], ["class"], null)));
        Assert.Equal(1, Hits(index, new SearchFilter([], [], [], new HashSet<string> { "src/Keep3.cs", "src/gone.cs" })));
        Assert.Equal(4, Hits(index, new SearchFilter([], ["*.cs", "!*3.cs"], [], null)));
        Assert.Equal(5, Hits(index, new SearchFilter([], ["!noise/**"], [], null)));
        Assert.Equal(0, Hits(index, new SearchFilter(["rust"], [], [], null)));
        Assert.Equal(0, Hits(index, new SearchFilter(["python"], [], ["class"], null)));
    }

    private static int Hits(TestIndex index, SearchFilter filter)
    {
        var semantic = index.Search("walrus load", SearchMode.Semantic, filter: filter).Count;
        var lexical = index.Search("walrus load", SearchMode.Lexical, filter: filter).Count;
        Assert.Equal(semantic, lexical);
        return index.Search("walrus load", filter: filter).Count;
    }
}
