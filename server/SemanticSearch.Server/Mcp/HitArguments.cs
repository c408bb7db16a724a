using System.Globalization;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Mcp;

/// <summary>The arguments that <c>search_code</c> and <c>find_similar_code</c> have in common.</summary>
internal static class HitArguments
{
    private const int MostHits = HitSearch.Window, UsualHits = 10;
    private const int MostGlobs = 20, LongestGlob = 200, MostWords = 20, LongestWord = 40;

    public static Parameter Tokens { get; } = Parameter.Number(
        "maxTokens", "About how many tokens the answer may have. What does not fit is counted, never cut within a line.", TokenBudget.Least, TokenBudget.Most, TokenBudget.Usual);

    public static Parameter Cursor { get; } = Parameter.Text("cursor", "nextCursor of the page before, with all other arguments as they were.", PageCursor.Longest);

    public static IReadOnlyList<Parameter> Parameters { get; } =
    [
        Parameter.List("globs", "Only these files: \"src/**\", \"*.cs\"; a leading '!' leaves out.", MostGlobs, LongestGlob),
        Parameter.List("languages", "Only these languages, by name or extension: \"csharp\", \"py\".", MostWords, LongestWord, Languages.All, Languages.Resolve),
        Parameter.List("kinds", "Only these kinds of code.", MostWords, LongestWord, KindNames.All),
        Parameter.Choice("tests", "Whether code of tests is searched.", "included", "included", "excluded", "only"),
        Parameter.Number("limit", "Hits on a page.", 1, MostHits, UsualHits),
        Tokens,
        Cursor,
    ];

    public static int LimitOf(ToolArguments given) => given.Number("limit") ?? UsualHits;

    public static int TokensOf(ToolArguments given) => given.Number("maxTokens") ?? TokenBudget.Usual;

    public static SearchFilter FilterOf(ToolArguments given) => new(
        given.List("languages"), given.List("globs"), given.List("kinds"), null, given.Text("tests") switch
        {
            "excluded" => TestFilter.Excluded,
            "only" => TestFilter.Only,
            _ => TestFilter.Included,
        });

    /// <returns>All that an answer depends on besides what it asks for.</returns>
    public static string Describe(SearchFilter filter, IReadOnlyList<AgentFolder> folders) => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join('\u001e', folders.Select(folder => folder.Root))}\u001f{string.Join('\u001e', filter.Globs)}\u001f{string.Join('\u001e', filter.Languages)}\u001f{string.Join('\u001e', filter.Kinds)}\u001f{filter.Tests}");
}
