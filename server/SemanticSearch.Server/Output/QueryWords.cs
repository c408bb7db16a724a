using System.Text.RegularExpressions;

namespace SemanticSearch.Server.Output;

/// <summary>The words of a query as they may stand in code, to choose and mark the lines shown. Ranking does not use them.</summary>
internal sealed partial class QueryWords
{
    /// <summary>Shorter words stand in every line.</summary>
    private const int MinimumLength = 3;

    /// <summary>A longer word also counts without its ending: "rules" finds "rule", "applied" finds "appl".</summary>
    private const int MinimumStem = 4;

    private static readonly string[] Endings = ["ing", "ied", "ies", "ed", "es", "s", "y"];

    private static readonly HashSet<string> Common = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "and", "are", "for", "how", "where", "what", "when", "which", "that", "this", "does", "from", "with", "into", "has", "not",
    };

    private readonly string[] words;

    public QueryWords(string query)
    {
        var whole = Word().Matches(query).Select(match => match.Value).ToList();
        var parts = whole.SelectMany(word => Part().Matches(word).Select(match => match.Value));
        words = [.. whole.Concat(parts).Where(word => word.Length >= MinimumLength && !Common.Contains(word)).Select(Stem)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    public static QueryWords None { get; } = new("");

    /// <returns>How many different words of the query the line has.</returns>
    public int CountIn(string line) => words.Count(word => line.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <returns>The places of the words in the line, in order and apart from each other.</returns>
    public IReadOnlyList<Range> PlacesIn(string line)
    {
        var marked = new bool[line.Length];
        foreach (var word in words)
        {
            for (var at = Find(0); at >= 0; at = Find(at + word.Length))
            {
                // To the end of the word: "appl" marks the whole of "Applies", but only "rule" of "ruleCount".
                var end = at + word.Length;
                while (end < line.Length && char.IsLower(line[end])) end++;
                Array.Fill(marked, true, at, end - at);
            }

            int Find(int from) => line.IndexOf(word, from, StringComparison.OrdinalIgnoreCase);
        }

        var places = new List<Range>();
        for (var i = 0; i < marked.Length; i++)
        {
            if (!marked[i]) continue;
            var start = i;
            while (i < marked.Length && marked[i]) i++;
            places.Add(start..i);
        }

        return places;
    }

    private static string Stem(string word)
    {
        var ending = Endings.FirstOrDefault(
            ending => word.Length - ending.Length >= MinimumStem && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
        return ending is null ? word : word[..^ending.Length];
    }

    [GeneratedRegex(@"[\p{L}\p{N}_]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    // The parts of an identifier: HTTPServer → HTTP, Server; user_id → user, id.
    [GeneratedRegex(@"\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lt}\p{Lm}]+|\p{N}+", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
