using System.Text;
using System.Text.RegularExpressions;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>
/// Qwen2's: the text cut into words by a pattern; of each word the UTF-8 bytes, of which always those two neighbours are joined that come first in
/// the list of merges, until none is left.
/// </summary>
internal sealed partial class ByteBpe(GgufFile file) : ReferenceTokenizer
{
    private readonly Dictionary<string, int> _ids = file.Get<string[]>("tokenizer.ggml.tokens").Index().ToDictionary(token => token.Item, token => token.Index);
    private readonly List<string> _merges = [.. file.Get<string[]>("tokenizer.ggml.merges")];
    private readonly int _end = (int)file.Get<uint>("tokenizer.ggml.eos_token_id");

    public override int[] Tokenize(string text) => [.. Words().Matches(text).SelectMany(word => Pieces(word.Value)), _end];

    /// <summary>English endings; letters with one other character before them; single digits; signs; line ends; white space.</summary>
    [GeneratedRegex(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
    private static partial Regex Words();

    private IEnumerable<int> Pieces(string word)
    {
        var pieces = Encoding.UTF8.GetBytes(word).Select(value => Visible(value).ToString()).ToList();
        while (true)
        {
            var (first, rank) = Enumerable.Range(0, pieces.Count - 1)
                .Select(at => (at, rank: _merges.IndexOf($"{pieces[at]} {pieces[at + 1]}")))
                .Where(pair => pair.rank >= 0)
                .DefaultIfEmpty((at: -1, rank: -1))
                .MinBy(pair => pair.rank);
            if (rank < 0) return pieces.Select(piece => _ids[piece]);
            pieces[first] += pieces[first + 1];
            pieces.RemoveAt(first + 1);
        }
    }

    /// <summary>GPT-2's way to write a byte: invisible ones (controls, blanks, the soft hyphen) as characters from U+0100 on.</summary>
    private static char Visible(byte value) => value switch
    {
        <= 0x20 => (char)(0x100 + value),
        >= 0x7F and <= 0xA0 => (char)(0x121 + value - 0x7F),
        0xAD => (char)0x143,
        _ => (char)value,
    };
}
