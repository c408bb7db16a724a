using SemanticSearch.Engine.Embedding;
using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Learning;

/// <summary>How often a token occurs.</summary>
/// <param name="Score">
/// Sum over repositories of the square root of its count: what one repository repeats does not crowd out what many say.
/// </param>
internal readonly record struct TokenFrequency(string Token, int Repositories, long Count, double Score);

/// <summary>Counts words and compounds over repositories and keeps those that serve most.</summary>
internal sealed class VocabularyBuilder
{
    /// <summary>A name that only one repository uses says nothing about any other.</summary>
    private const int FewestRepositories = 2;

    private const int LongestWord = 24, LongestCompound = 40; // characters

    private readonly Lock gate = new();
    private readonly Dictionary<string, TokenFrequency> totals = new(StringComparer.Ordinal);

    /// <summary>Adds one repository; may be called from several threads.</summary>
    public void AddRepository(IEnumerable<MinedPair> pairs)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var pair in pairs)
        {
            Count(pair.Query, lookup);
            Count(pair.Code, lookup);
            Count(pair.Path, lookup);
        }

        lock (gate)
        {
            foreach (var (token, count) in counts)
            {
                var total = totals.GetValueOrDefault(token);
                totals[token] = new TokenFrequency(token, total.Repositories + 1, total.Count + count, total.Score + Math.Sqrt(count));
            }
        }
    }

    /// <returns>At most so many words and compounds, those of the highest score, highest first.</returns>
    public IReadOnlyList<TokenFrequency> Build(int words, int compounds)
    {
        var known = totals.Values.Where(token => token.Repositories >= FewestRepositories)
            .OrderByDescending(token => token.Score)
            .ThenBy(token => token.Token, StringComparer.Ordinal)
            .ToLookup(token => token.Token[0] == WordScanner.Joint);
        return [.. known[false].Take(words), .. known[true].Take(compounds)];
    }

    private static void Count(string text, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> counts)
    {
        var scanner = new WordScanner(text, stackalloc char[WordScanner.BufferLength]);
        while (scanner.MoveNext())
        {
            var identifier = scanner.Identifier;
            if (CodeTokenizer.HasCompound(scanner.WordCount) && identifier.Length <= LongestCompound) Increment(identifier, counts);
            foreach (var range in identifier[1..].Split(WordScanner.Joint))
            {
                var word = identifier[1..][range];
                if (word.Length <= LongestWord) Increment(word, counts);
            }
        }
    }

    private static void Increment(ReadOnlySpan<char> token, Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> counts)
    {
        counts.TryGetValue(token, out var count);
        counts[token] = count + 1;
    }
}
