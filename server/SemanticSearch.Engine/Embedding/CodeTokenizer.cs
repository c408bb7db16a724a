namespace SemanticSearch.Engine.Embedding;

/// <summary>
/// Turns text or code into tokens of a vocabulary: the words of every identifier (see <see cref="WordScanner"/>), and for identifiers of a
/// few words also one compound token ("_rate_limit"), which lets a name count for more than its words. A word that is not in the
/// vocabulary is cut into the fewest pieces that are. Allocates nothing; safe from several threads with a bag each.
/// </summary>
public sealed class CodeTokenizer(Vocabulary vocabulary)
{
    /// <summary>Raised whenever the same text would give other tokens; part of every fingerprint.</summary>
    public const int Version = 1;

    public const int FewestCompoundWords = 2, MostCompoundWords = 4;

    /// <summary>Characters of the shortest piece: single letters in the middle of a word mean nothing.</summary>
    private const int ShortestPiece = 2;

    /// <summary>What a letter that no piece covers costs, in pieces: more than any number of pieces that would cover it.</summary>
    private const int SkipCost = 1_000;

    public Vocabulary Vocabulary { get; } = vocabulary;

    /// <summary>Whether an identifier of this many words has a compound token.</summary>
    public static bool HasCompound(int wordCount) => wordCount is >= FewestCompoundWords and <= MostCompoundWords;

    /// <summary>Adds the tokens of <paramref name="text"/> to <paramref name="bag"/>.</summary>
    public void Tokenize(ReadOnlySpan<char> text, TokenBag bag)
    {
        var scanner = new WordScanner(text, stackalloc char[WordScanner.BufferLength]);
        while (scanner.MoveNext())
        {
            var identifier = scanner.Identifier;
            if (HasCompound(scanner.WordCount) && identifier.Length <= Vocabulary.LongestToken)
            {
                var compound = Vocabulary.Find(identifier);
                if (compound >= 0) bag.Add(compound);
            }

            for (var rest = identifier[1..]; ;)
            {
                var end = rest.IndexOf(WordScanner.Joint);
                AddWord(end < 0 ? rest : rest[..end], bag);
                if (end < 0) break;
                rest = rest[(end + 1)..];
            }
        }
    }

    private void AddWord(ReadOnlySpan<char> word, TokenBag bag)
    {
        var token = Vocabulary.Find(word);
        if (token >= 0) bag.Add(token);
        else if (word.Length > ShortestPiece) AddPieces(word, bag);
    }

    /// <summary>
    /// Finds the fewest pieces from the end backwards, so that walking forwards afterwards gives them in order; among equals
    /// the one with the longest first piece.
    /// </summary>
    private void AddPieces(ReadOnlySpan<char> word, TokenBag bag)
    {
        Span<int> costs = stackalloc int[WordScanner.LongestIdentifier + 1];
        Span<int> lengths = stackalloc int[WordScanner.LongestIdentifier];
        Span<int> pieces = stackalloc int[WordScanner.LongestIdentifier];
        costs[word.Length] = 0;
        for (var start = word.Length - 1; start >= 0; start--)
        {
            (costs[start], lengths[start], pieces[start]) = (costs[start + 1] + SkipCost, 1, -1);
            var hash = Vocabulary.HashSeed;
            var limit = Math.Min(word.Length, start + Vocabulary.LongestToken);
            for (var end = start + 1; end <= limit; end++)
            {
                hash = Vocabulary.Extend(hash, word[end - 1]);
                if (end - start < ShortestPiece || costs[end] + 1 > costs[start]) continue;
                var piece = Vocabulary.Find(word[start..end], hash);
                if (piece >= 0) (costs[start], lengths[start], pieces[start]) = (costs[end] + 1, end - start, piece);
            }
        }

        for (var start = 0; start < word.Length; start += lengths[start])
        {
            if (pieces[start] >= 0) bag.Add(pieces[start]);
        }
    }
}
