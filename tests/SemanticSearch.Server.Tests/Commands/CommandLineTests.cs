using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Tests.Commands;

public sealed class CommandLineTests
{
    [Fact]
    public void A_bare_search_has_the_documented_defaults()
    {
        var options = Parse<SearchOptions>("search", "where are rules applied");

        Assert.Equal("where are rules applied", options.Query);
        Assert.Equal(SearchMode.Hybrid, options.Mode);
        Assert.Equal(10, options.Hits.Limit);
        Assert.True(options.Hits.Update);
        Assert.Null(options.Hits.Path);
        Assert.Null(options.Hits.ChangedSince);
        Assert.Null(options.IndexFile);
        Assert.False(options.Hits.Json || options.Hits.Explain);
        Assert.Empty(options.Hits.Languages.Concat(options.Hits.Globs).Concat(options.Hits.Kinds));
    }

    [Fact]
    public void Every_option_of_search_arrives()
    {
        var options = Parse<SearchOptions>(
            "search", "read", "--path", "a b", "-k", "7", "--mode", "LEXICAL", "--lang", "cs,.py", "--lang", "Rust", "--glob", "src/**,*.{cs,vb}",
            "--glob", "!tests/**", "--kind", "Method", "--changed-since", "HEAD~2", "--no-update", "--explain", "--json", "--index", "x.db");

        Assert.Equal(SearchMode.Lexical, options.Mode);
        Assert.Equal("x.db", options.IndexFile);
        Assert.Equal(("a b", 7, "HEAD~2"), (options.Hits.Path, options.Hits.Limit, options.Hits.ChangedSince));
        Assert.Equal(["csharp", "python", "rust"], options.Hits.Languages);
        Assert.Equal(["src/**", "*.{cs,vb}", "!tests/**"], options.Hits.Globs);
        Assert.Equal(["method"], options.Hits.Kinds);
        Assert.True(options.Hits is { Update: false, Explain: true, Json: true });
    }

    [Theory]
    [InlineData("where are rules", "search", "where", "are", "rules")]
    [InlineData("where are rules", "search", "where", "-k", "3", "are", "rules")]
    [InlineData("--json", "search", "--", "--json")]
    [InlineData("@Component", "search", "@Component")]
    [InlineData("/h", "search", "/h")]
    [InlineData("[Fact]", "search", "[Fact]")]
    [InlineData("-1 as an error", "search", "-1 as an error")]
    [InlineData("index", "search", "index")]
    public void A_query_is_its_words_joined(string query, params string[] arguments) =>
        Assert.Equal(query, Parse<SearchOptions>(arguments).Query);

    [Theory]
    [InlineData(1)]
    [InlineData(1_000)]
    public void A_query_may_have_1_to_1000_characters(int length) =>
        Assert.Equal(length, Parse<SearchOptions>("search", new string('x', length)).Query.Length);

    [Theory]
    [InlineData("-k1", 1)]
    [InlineData("-k=100", 100)]
    public void A_count_may_stick_to_its_option(string argument, int count) =>
        Assert.Equal(count, Parse<SearchOptions>("search", "x", argument).Hits.Limit);

    [Theory]
    [InlineData("Say what to look for", "search")]
    [InlineData("Say what to look for", "search", "  ", "--json")]
    [InlineData("1 to 100, not '0'", "search", "x", "-k", "0")]
    [InlineData("1 to 100, not '101'", "search", "x", "-k", "101")]
    [InlineData("1 to 100, not 'many'", "search", "x", "-k", "many")]
    [InlineData("not 'psychic'", "search", "x", "--mode", "psychic")]
    [InlineData("does not know 'klingon'", "search", "x", "--lang", "cs,klingon")]
    [InlineData("does not know 'thing'", "search", "x", "--kind", "thing")]
    [InlineData("no option '--jsno'", "search", "x", "--jsno")]
    [InlineData("no option '-x'", "search", "what", "-x", "does")]
    [InlineData("no command or option 'serch'", "serch", "x")]
    [InlineData("names no place", "similar", "src/a.cs")]
    [InlineData("no valid line range", "similar", "src/a.cs:9-3")]
    [InlineData("missing for option: '--path'", "status", "--path")]
    [InlineData("missing for command: 'why'", "why")]
    [InlineData("'b'", "watch", "a", "b")]
    public void Wrong_arguments_are_told_in_a_sentence(string part, params string[] arguments)
    {
        var line = CommandLine.Parse(arguments);

        Assert.Null(line.Options);
        Assert.Contains(part, line.Problem);
    }

    [Fact]
    public void A_query_of_1001_characters_is_refused_with_both_numbers()
    {
        var problem = CommandLine.Parse(["search", new string('x', 1_001)]).Problem;

        Assert.Contains("1 to 1,000", problem);
        Assert.Contains("1,001", problem);
    }

    [Fact]
    public void The_other_commands_parse()
    {
        Assert.Equal(new IndexOptions("a", true, true, null), Parse<IndexOptions>("index", "a", "--rebuild", "--json"));
        Assert.Equal(new IndexOptions(null, false, false, "i.db"), Parse<IndexOptions>("--index", "i.db", "index"));
        Assert.Equal(new StatusOptions("p", true, null), Parse<StatusOptions>("status", "--path", "p", "--json"));
        Assert.Equal(new DoctorOptions(null, false, null), Parse<DoctorOptions>("doctor"));
        Assert.Equal(new HealthOptions("src", true, null), Parse<HealthOptions>("health", "--path", "src", "--json"));
        Assert.Equal(new MetricsOptions(null, false, true, null), Parse<MetricsOptions>("metrics", "--openmetrics"));
        Assert.Equal(new WhyOptions("src/a.cs", null, null), Parse<WhyOptions>("why", "src/a.cs"));
        Assert.Equal(new WatchOptions("w", null), Parse<WatchOptions>("watch", "w"));
        Assert.Equal(new CodePlace("a.cs", 3, 5), Parse<SimilarOptions>("similar", "a.cs:3-5").Place);
        Assert.Null(Parse<SimilarOptions>("similar", "-").Place);
    }

    [Theory]
    [InlineData]
    [InlineData("--help")]
    [InlineData("search", "-h")]
    public void Help_lists_every_exit_code(params string[] arguments)
    {
        var text = new StringWriter();
        CommandLine.Parse(arguments).WriteText(text);

        foreach (var code in Enum.GetValues<ExitCode>()) Assert.Contains($"{(int)code,-4} {ExitCodes.Describe(code)}", text.ToString());
    }

    [Fact]
    public void Every_kind_that_the_engine_knows_can_be_asked_for() =>
        Assert.Equal(
            typeof(ChunkKinds).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(), KindNames.All.Order());

    private static TOptions Parse<TOptions>(params string[] arguments)
        where TOptions : CommandOptions
    {
        var line = CommandLine.Parse(arguments);
        Assert.Null(line.Problem);
        return Assert.IsType<TOptions>(line.Options);
    }
}
