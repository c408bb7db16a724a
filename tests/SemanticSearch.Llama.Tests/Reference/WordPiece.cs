using System.Text;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>
/// BERT's: small letters without accents, words split at white space, punctuation and Chinese characters words of their own; then of each word
/// the longest known piece again and again. A word with a gap is unknown as a whole.
/// </summary>
internal sealed class WordPiece(GgufFile file) : ReferenceTokenizer
{
    /// <summary>Of Latin-1; a program with invariant globalization, as ours, takes no accents off by itself.</summary>
    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿ";
    private const string Plain = "AAAAAACEEEEIIIINOOOOOUUUUYaaaaaaceeeeiiiinooooouuuuyy";

    private readonly Dictionary<string, int> _ids = file.Get<string[]>("tokenizer.ggml.tokens").Index().ToDictionary(token => token.Item, token => token.Index);
    private readonly int _unknown = (int)file.Get<uint>("tokenizer.ggml.unknown_token_id");
    private readonly int _start = (int)file.Get<uint>("tokenizer.ggml.cls_token_id");
    private readonly int _separator = (int)file.Get<uint>("tokenizer.ggml.seperator_token_id");

    public override int[] Tokenize(string text) => [_start, .. Words(text).SelectMany(Pieces), _separator];

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        void End()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }

        foreach (var rune in WithoutAccents(text).EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                End();
            }
            else if (IsAlone(rune))
            {
                End();
                words.Add(rune.ToString());
            }
            else if (!Rune.IsControl(rune))
            {
                word.Append(Rune.ToLowerInvariant(rune));
            }
        }

        End();
        return words;
    }

    private static string WithoutAccents(string text)
        => string.Concat(text.Select(letter => Accented.IndexOf(letter) is >= 0 and var at ? Plain[at] : letter));

    private static bool IsAlone(Rune rune)
        => Rune.IsPunctuation(rune) || (rune.IsAscii && Rune.IsSymbol(rune)) || rune.Value is >= 0x4E00 and <= 0x9FFF;

    private IEnumerable<int> Pieces(string word)
    {
        var rest = "▁" + word;
        var pieces = new List<int>();
        while (rest.Length > 0)
        {
            var longest = Enumerable.Range(0, rest.Length).Select(cut => rest[..^cut]).FirstOrDefault(_ids.ContainsKey);
            if (longest is null) return [_unknown];
            pieces.Add(_ids[longest]);
            rest = rest[longest.Length..];
        }

        return pieces;
    }
}
