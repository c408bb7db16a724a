using System.Collections.Frozen;

namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>
/// English words that a question is built with. In code they are rare enough (comments only) to pass for telling words, so a query
/// leaves them out; documents keep them.
/// </summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> Words = Stemmed(
        "a an and any are as at be been being but by can could did do does for from had has have how i if in into is it its me my of on or our " +
        "should so some that the their them then there these they this those to was we were what when where which who why will with would you your");

    public static bool Contains(string term) => Words.Contains(term);

    /// <remarks>Query terms are compared after stemming, so the list goes through it too.</remarks>
    private static FrozenSet<string> Stemmed(string words) => words.Split(' ').Select(Stemmer.Stem).ToFrozenSet(StringComparer.Ordinal);
}
