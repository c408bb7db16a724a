namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>
/// The tokenizer inside a model. llama.cpp trusts it: arrays are read as the type they should have, tokens that appear twice end the process,
/// and so does a text that needs a mark or a byte that the vocabulary lacks.
/// </summary>
internal sealed class TokenizerKeys
{
    private const int MaximumVocabulary = 1 << 22;
    private const int ByteType = 6; // LLAMA_TOKEN_TYPE_BYTE
    private const int MaximumType = 6;

    private const string Model = "tokenizer.ggml.model";
    private const string TokensKey = "tokenizer.ggml.tokens";
    private const string TypesKey = "tokenizer.ggml.token_type";
    private const string MergesKey = "tokenizer.ggml.merges";
    private const string WordPiece = "bert";
    private const string BytePairs = "gpt2";
    private const string SentencePiece = "llama";
    private const string Unigram = "t5";

    /// <summary>Ids under these keys have to be in the vocabulary wherever they are given.</summary>
    private static readonly string[] Marks =
    [
        "bos_token_id", "eos_token_id", "eot_token_id", "eom_token_id", "unknown_token_id", "seperator_token_id", "padding_token_id", "cls_token_id",
        "mask_token_id", "fim_pre_token_id", "fim_suf_token_id", "fim_mid_token_id", "fim_pad_token_id", "fim_rep_token_id", "fim_sep_token_id",
        "prefix_token_id", "suffix_token_id", "middle_token_id",
    ];

    private readonly ModelKeys _keys;
    private readonly string[] _tokens;

    private TokenizerKeys(ModelKeys keys)
    {
        _keys = keys;
        Kind = keys.Text(Model);
        if (Kind is not (WordPiece or BytePairs or SentencePiece or Unigram))
        {
            throw keys.Refuse(Model, $"is {ModelKeys.Quoted(Kind)}; '{WordPiece}', '{BytePairs}', '{SentencePiece}' and '{Unigram}' are supported");
        }

        _tokens = keys.Array<string[]>(TokensKey, "a list of texts");
    }

    /// <summary>tokenizer.ggml.model.</summary>
    public string Kind { get; }

    public int VocabularySize => _tokens.Length;

    /// <exception cref="ModelFormatException">The tokenizer is incomplete, contradicts itself, or is of a kind that is not supported.</exception>
    public static TokenizerKeys Read(ModelKeys keys)
    {
        var tokenizer = new TokenizerKeys(keys);
        tokenizer.CheckTokens();
        tokenizer.CheckTypes();
        tokenizer.CheckMarks();
        foreach (var flag in (string[])["add_bos_token", "add_eos_token", "add_sep_token", "add_space_prefix", "remove_extra_whitespaces", "normalizer.lowercase", "normalizer.strip_accents"])
        {
            keys.OptionalFlag("tokenizer.ggml." + flag);
        }

        keys.OptionalText("tokenizer.ggml.pre");
        keys.OptionalArray<int[]>("tokenizer.ggml.suppress_tokens", "a list of whole numbers (int32)");
        if (tokenizer.Kind == BytePairs) tokenizer.CheckMerges();
        if (tokenizer.Kind == SentencePiece) tokenizer.CheckBytes();
        if (tokenizer.Kind == Unigram) CharacterMap.Check(keys);
        return tokenizer;
    }

    private void CheckTokens()
    {
        if (_tokens.Length is 0 or > MaximumVocabulary) throw _keys.Refuse(TokensKey, $"has {_tokens.Length:N0} tokens; 1 to {MaximumVocabulary:N0} are possible");
        var seen = new HashSet<string>(_tokens.Length, StringComparer.Ordinal);
        for (var id = 0; id < _tokens.Length; id++)
        {
            if (!seen.Add(AsLlamaReads(id))) throw _keys.Refuse(TokensKey, $"has the token {ModelKeys.Quoted(_tokens[id])} twice, the second time as {id}");
        }
    }

    /// <summary>To its first zero byte, and under another name when nothing is left.</summary>
    private string AsLlamaReads(int id)
    {
        var token = _tokens[id];
        var end = token.IndexOf('\0', StringComparison.Ordinal);
        if (end >= 0) token = token[..end];
        return token.Length > 0 ? token : $"[EMPTY_{id}]";
    }

    private void CheckTypes()
    {
        const string ScoresKey = "tokenizer.ggml.scores";
        var scores = _keys.OptionalArray<float[]>(ScoresKey, "a list of numbers (float32)");
        if (scores is not null && scores.Length != _tokens.Length) throw _keys.Refuse(ScoresKey, $"has {scores.Length:N0} numbers for {_tokens.Length:N0} tokens");
        if (scores is not null && !Array.TrueForAll(scores, float.IsFinite)) throw _keys.Refuse(ScoresKey, "has a number that is none (NaN or infinite)");
        var types = _keys.OptionalArray<int[]>(TypesKey, "a list of whole numbers (int32)");
        if (types is null) return;
        if (types.Length != _tokens.Length) throw _keys.Refuse(TypesKey, $"has {types.Length:N0} numbers for {_tokens.Length:N0} tokens");
        for (var id = 0; id < types.Length; id++)
        {
            if (types[id] is < 0 or > MaximumType) throw _keys.Refuse(TypesKey, $"says {types[id]} for token {id}; 0 to {MaximumType} are known");
            if (types[id] == ByteType && !(Kind is SentencePiece or Unigram && IsByte(_tokens[id])))
            {
                throw _keys.Refuse(TypesKey, $"says that token {id}, {ModelKeys.Quoted(_tokens[id])}, is a byte");
            }
        }
    }

    private static bool IsByte(string token)
        => token is ['<', '0', 'x', var high, var low, '>'] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low);

    private void CheckMarks()
    {
        foreach (var mark in Marks) _keys.OptionalCount("tokenizer.ggml." + mark, 0, _tokens.Length - 1);
        switch (Kind)
        {
            // What llama.cpp takes when the file says nothing. WordPiece puts both marks around every text and writes what it does not know as the third.
            case WordPiece:
                Require("bos_token_id", 101, flag: null);
                Require("seperator_token_id", 102, flag: null);
                Require("unknown_token_id", 100, flag: null);
                break;
            case BytePairs:
                Require("bos_token_id", 11, "add_bos_token");
                Require("eos_token_id", 11, "add_eos_token");
                break;
            case SentencePiece:
                Require("bos_token_id", 1, "add_bos_token");
                Require("eos_token_id", 2, "add_eos_token");
                Require("unknown_token_id", 0, flag: null);
                break;
            default:
                Require("bos_token_id", null, "add_bos_token");
                Require("eos_token_id", 1, "add_eos_token");
                Require("unknown_token_id", 2, flag: null);
                break;
        }
    }

    /// <param name="flag">The mark is not needed when the file has this flag, and it is false.</param>
    private void Require(string mark, int? standard, string? flag)
    {
        var isNeeded = flag is null || _keys.OptionalFlag("tokenizer.ggml." + flag) != false;
        if (!isNeeded || _keys.Has("tokenizer.ggml." + mark) || standard < _tokens.Length) return;
        throw _keys.Refuse("tokenizer.ggml." + mark, "is missing, and llama.cpp's own choice is not in the vocabulary");
    }

    private void CheckMerges()
    {
        var merges = _keys.Array<string[]>(MergesKey, "a list of texts");
        for (var i = 0; i < merges.Length; i++)
        {
            // The left part may itself begin with a blank.
            var blank = merges[i].Length > 1 ? merges[i].IndexOf(' ', 1) : -1;
            if (blank < 0 || blank == merges[i].Length - 1)
            {
                throw _keys.Refuse(MergesKey, $"has {ModelKeys.Quoted(merges[i])} as number {i}, which is not two parts");
            }
        }
    }

    /// <summary>What is not in the vocabulary is written byte by byte.</summary>
    private void CheckBytes()
    {
        var present = _tokens.Where(IsByte).ToHashSet(StringComparer.Ordinal);
        for (var value = 0; value < 256; value++)
        {
            if (!present.Contains($"<0x{value:X2}>")) throw _keys.Refuse(TokensKey, $"lacks the byte <0x{value:X2}>");
        }
    }
}
