using System.Buffers;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Search.Ranking;

/// <summary>A name that the query spells out.</summary>
/// <param name="Lower">As the symbols table has it: lower case.</param>
/// <param name="Scope">What stood before it, lower case, parts joined by '.': "linereader" of `LineReader.Read`; empty mostly.</param>
internal readonly record struct AskedName(string Lower, string Scope);

/// <summary>What a query is like: its terms, the names it spells out, and how much of it is names.</summary>
internal sealed class QueryShape
{
    /// <summary>Neighbouring words that are tried as one name: "line reader" is LineReader or line_reader.</summary>
    private const int MaximumJoined = 4;

    /// <summary>In a short query a plain word may be a name itself ("Scanner"); in a sentence it rarely is.</summary>
    private const int MaximumWordsThatMayBeNames = 2;

    /// <summary>Bounds the look-ups that one query can cause.</summary>
    private const int MaximumNames = 32;

    private static readonly SearchValues<char> Edges = SearchValues.Create(" \t\r\n\"'`()[]{}<>,;:!?.*&#@=|/\\");

    private QueryShape(string[] terms, string[] words, IReadOnlyList<AskedName> names, bool isOfNames)
    {
        Terms = terms;
        Words = words.ToHashSet(StringComparer.Ordinal);
        Names = names;
        IsOfNames = isOfNames;
        AskedRoles = FileRoles.AskedBy(terms);
    }

    /// <summary>What is looked for by BM25.</summary>
    public string[] Terms { get; }

    /// <summary>The same without whole identifiers: what names of files and symbols are compared with.</summary>
    public IReadOnlySet<string> Words { get; }

    public IReadOnlyList<AskedName> Names { get; }

    /// <summary>Whether every word looks like a name in code.</summary>
    public bool IsOfNames { get; }

    public FileRole AskedRoles { get; }

    public static QueryShape Of(string query, TermAnalyzer analyzer)
    {
        var words = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(Trim).Where(word => word.Length > 0).ToList();
        var names = new List<AskedName>();
        foreach (var word in words.Where(LooksLikeName)) names.Add(ToName(word));
        var isOfNames = words.Count > 0 && names.Count == words.Count;
        if (words.Count <= MaximumWordsThatMayBeNames)
            names.AddRange(words.Where(word => !LooksLikeName(word)).Select(word => new AskedName(word.ToLowerInvariant(), "")));
        names.AddRange(Joined(words));
        return new QueryShape(
            analyzer.AnalyzeQuery(query), analyzer.AnalyzeName(query), names.Distinct().Take(MaximumNames).ToList(), isOfNames);
    }

    /// <summary>The whole of a short query as one name, in the ways that names are written.</summary>
    private static IEnumerable<AskedName> Joined(List<string> words)
    {
        if (words.Count is < 2 or > MaximumJoined) yield break;
        yield return new AskedName(string.Concat(words).ToLowerInvariant(), "");
        yield return new AskedName(string.Join('_', words).ToLowerInvariant(), "");
        yield return new AskedName(string.Join('-', words).ToLowerInvariant(), "");
    }

    private static string Trim(string word)
    {
        var start = word.AsSpan().IndexOfAnyExcept(Edges);
        return start < 0 ? "" : word[start..(word.AsSpan().LastIndexOfAnyExcept(Edges) + 1)];
    }

    /// <summary>Has an underscore, a capital inside, a digit after a letter, or a qualifier: `a.b`, `A::b`, `a->b`, `a#b`, `f()`.</summary>
    private static bool LooksLikeName(string word)
    {
        if (word.Contains('_') || word.Contains("::") || word.Contains("->")) return true;
        for (var i = 1; i < word.Length; i++)
        {
            var (before, c) = (word[i - 1], word[i]);
            if (char.IsUpper(c) && char.IsLower(before)) return true;
            if (char.IsDigit(c) && char.IsLetter(before)) return true;
            if (i + 1 < word.Length && c is '.' or '#' && char.IsLetter(before) && char.IsLetter(word[i + 1])) return true;
        }

        return false;
    }

    private static AskedName ToName(string word)
    {
        var lower = word.ToLowerInvariant().Replace("::", ".").Replace("->", ".").Replace('#', '.');
        var call = lower.IndexOf('(');
        if (call > 0) lower = lower[..call];
        var dot = lower.LastIndexOf('.');
        return dot < 0 ? new AskedName(lower, "") : new AskedName(lower[(dot + 1)..], lower[..dot]);
    }
}
