using System.Numerics.Tensors;
using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Tests.TinyModels;

/// <param name="Token">As <see cref="WordPieceVocabulary"/> has it.</param>
/// <param name="Vector">Its length is how much the piece weighs.</param>
internal sealed record MeaningfulPiece(string Token, float[] Vector);

/// <summary>The words of a static model as word pieces with their vectors.</summary>
internal static class MeaningfulPieces
{
    /// <summary>Characters of the shortest piece that means something in the middle of a word, as <see cref="CodeTokenizer"/> has it.</summary>
    private const int ShortestContinuation = 2;

    /// <summary>
    /// The start of every text, in the way of no word: without it a text of unknown words would have a vector of zeros, which is none.
    /// </summary>
    private const float StartWeight = 0.01f;

    /// <returns>The special ones first, by their ids.</returns>
    public static IReadOnlyList<MeaningfulPiece> Of(StaticModel model)
    {
        var words = new Dictionary<string, float[]>(model.Tokens.Length);
        var compounds = new List<(string[] Words, float[] Vector)>();
        for (var id = 0; id < model.Tokens.Length; id++)
        {
            var token = model.Tokens[id];
            if (token[0] == WordScanner.Joint) compounds.Add((token.Split(WordScanner.Joint, StringSplitOptions.RemoveEmptyEntries), VectorOf(model, id)));
            else if (token.All(char.IsLetterOrDigit)) words.Add(token, VectorOf(model, id));
        }

        var silent = new float[model.Dimensions];
        var start = new float[model.Dimensions];
        (start[0], start[1]) = (StartWeight, -StartWeight);
        var pieces = new OrderedDictionary<string, float[]>();
        foreach (var special in WordPieceVocabulary.Special) pieces.Add(special, silent);
        pieces[WordPieceVocabulary.Special[WordPieceVocabulary.Start]] = start;
        foreach (var (word, vector) in words)
        {
            pieces.Add(WordPieceVocabulary.WordStart + word, vector);
            if (word.Length >= ShortestContinuation) pieces.Add(word, vector);
        }

        AddCompounds(pieces, words, compounds);
        AddLetters(pieces, silent);
        return [.. pieces.Select(piece => new MeaningfulPiece(piece.Key, piece.Value))];
    }

    /// <summary>
    /// "getUserName" comes as one word in lower case, which the longest piece would cut anywhere: where the name is known, it is a piece, and means what it
    /// means as a name and what its words mean.
    /// </summary>
    private static void AddCompounds(OrderedDictionary<string, float[]> pieces, Dictionary<string, float[]> words, List<(string[] Words, float[] Vector)> compounds)
    {
        foreach (var (parts, vector) in compounds)
        {
            foreach (var part in parts)
            {
                if (words.TryGetValue(part, out var meaning)) TensorPrimitives.Add(vector, meaning, vector);
            }

            pieces.TryAdd(WordPieceVocabulary.WordStart + string.Concat(parts), vector);
        }
    }

    /// <summary>What keeps a word from being unknown as a whole, because of one letter that no other piece covers.</summary>
    private static void AddLetters(OrderedDictionary<string, float[]> pieces, float[] silent)
    {
        for (var letter = 'a'; letter <= 'z'; letter++) AddLetter(letter);
        for (var digit = '0'; digit <= '9'; digit++) AddLetter(digit);

        void AddLetter(char letter)
        {
            pieces.TryAdd($"{WordPieceVocabulary.WordStart}{letter}", silent);
            pieces.TryAdd($"{letter}", silent);
        }
    }

    private static float[] VectorOf(StaticModel model, int token)
    {
        var vector = new float[model.Dimensions];
        TensorPrimitives.ConvertChecked<sbyte, float>(model.Rows.AsSpan(token * model.Dimensions, model.Dimensions), vector);
        TensorPrimitives.Multiply(vector, model.Scales[token], vector);
        return vector;
    }
}
