using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Tokenizers as large as published ones, of all combinations of letters instead of words: a text has somewhat more tokens than with a trained
/// one, but not one for each letter.
/// </summary>
internal static class SyllableVocabulary
{
    /// <summary>The most frequent first, of English.</summary>
    private const string Letters = "etaoinsrhldcumfpgwybvkxjqz";

    /// <summary>Of which syllables of four are made; with more letters they would be more than the vocabulary holds.</summary>
    private const int CommonLetters = 18;

    public static IEnumerable<KeyValuePair<string, object>> WordPiece(int size)
    {
        var pairs = Pairs(Letters);
        var threes = pairs.SelectMany(pair => Letters.Select(letter => pair + letter)).ToList();
        var starts = threes.Select(three => WordPieceVocabulary.WordStart + three);
        return WordPieceVocabulary.Metadata([.. WordPieceVocabulary.Tokens.Concat(pairs).Concat(threes).Concat(starts).Distinct().Take(size)]);
    }

    public static IEnumerable<KeyValuePair<string, object>> ByteBpe(int size)
    {
        var common = Pairs(Letters[..CommonLetters]);
        List<string> merges =
        [
            .. Letters.SelectMany(_ => Letters, (left, right) => $"{left} {right}"),
            .. common.SelectMany(_ => common, (left, right) => $"{left} {right}"),
            .. Letters.Select(letter => $"Ġ {letter}"),
            .. Pairs(Letters).Select(pair => $"Ġ {pair}"),
        ];
        var tokens = ByteBpeVocabulary.TokensOf(merges);
        return ByteBpeVocabulary.Metadata([.. tokens, .. Enumerable.Range(0, size - tokens.Count).Select(number => $"[PAD{number}]")], merges);
    }

    private static List<string> Pairs(string letters) => [.. letters.SelectMany(_ => letters, (left, right) => $"{left}{right}")];
}
