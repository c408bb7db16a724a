namespace SemanticSearch.TreeSitter.Tests;

public sealed class ParserTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly Parser _parser = new();

    public static TheoryData<string> AllGrammars =>
    [
        "bash", "c", "c_sharp", "cpp", "css", "dart", "elixir", "go", "haskell", "html", "java", "javascript", "json", "kotlin", "lua", "markdown",
        "php", "python", "ruby", "rust", "scala", "sql", "swift", "toml", "tsx", "typescript", "yaml",
    ];

    public void Dispose() => _parser.Dispose();

    [Theory, MemberData(nameof(AllGrammars))]
    public void Every_grammar_loads_and_parses(string name)
    {
        using var tree = _parser.Parse(Grammar.Load(name), "a = 1\n", Long, CancellationToken.None);

        Assert.NotNull(tree);
        using var cursor = tree.Walk();
        Assert.NotEmpty(tree.Grammar.SymbolNames[cursor.Symbol]);
    }

    [Fact]
    public void Offsets_count_utf16_code_units()
    {
        const string text = "é = '\uD83D\uDE00'\nname = 1\n";
        var names = Walk("python", text).Where(node => node.Type == "identifier").Select(node => text[node.Start..node.End]);

        Assert.Equal(["é", "name"], names);
    }

    [Fact]
    public void Fields_are_named()
    {
        var node = Walk("python", "def f(a): pass").Single(node => node.Field == "name");

        Assert.Equal(("identifier", 4, 5), (node.Type, node.Start, node.End));
    }

    [Fact]
    public void A_passed_deadline_gives_no_tree_and_leaves_the_parser_usable()
    {
        var grammar = Grammar.Load("python");
        var large = string.Concat(Enumerable.Repeat("x = [1, 2]\n", 20_000));

        Assert.Null(_parser.Parse(grammar, large, TimeSpan.Zero, CancellationToken.None));
        using var tree = _parser.Parse(grammar, "y = 2", Long, CancellationToken.None);
        Assert.False(tree!.HasError);
    }

    [Fact]
    public void Cancelling_throws_and_leaves_the_parser_usable()
    {
        var grammar = Grammar.Load("python");
        var large = string.Concat(Enumerable.Repeat("x = [1, 2]\n", 20_000));

        Assert.Throws<OperationCanceledException>(() => _parser.Parse(grammar, large, Long, new CancellationToken(canceled: true)));
        using var tree = _parser.Parse(grammar, "y = 2", Long, CancellationToken.None);
        Assert.False(tree!.HasError);
    }

    [Fact]
    public void Unpaired_surrogates_and_garbage_are_parsed_to_the_end()
    {
        const string text = "\uD83D def \uDE00 ((( \u0001";

        Assert.All(Walk("python", text), node => Assert.InRange(node.End, node.Start, text.Length));
    }

    [Fact]
    public void An_unknown_grammar_is_named_in_the_error() =>
        Assert.Contains("klingon", Assert.Throws<TreeSitterException>(() => Grammar.Load("klingon")).Message, StringComparison.Ordinal);

    [Theory, InlineData(12), InlineData(16)]
    public void A_grammar_of_another_version_is_refused(int version) =>
        Assert.Contains($"version {version}", Assert.Throws<TreeSitterException>(() => Grammar.CheckVersion("x", version)).Message, StringComparison.Ordinal);

    private List<(string Type, string Field, int Start, int End)> Walk(string language, string text)
    {
        var grammar = Grammar.Load(language);
        using var tree = _parser.Parse(grammar, text, Long, CancellationToken.None)!;
        var nodes = new List<(string, string, int, int)>();
        var cursor = tree.Walk();
        try
        {
            while (true)
            {
                var type = cursor.Symbol == Grammar.ErrorSymbol ? "ERROR" : grammar.SymbolNames[cursor.Symbol];
                nodes.Add((type, grammar.FieldNames[cursor.Field], cursor.Start, cursor.End));
                if (cursor.MoveToFirstChild()) continue;
                while (!cursor.MoveToNextSibling())
                {
                    if (!cursor.MoveToParent()) return nodes;
                }
            }
        }
        finally
        {
            cursor.Dispose();
        }
    }
}
