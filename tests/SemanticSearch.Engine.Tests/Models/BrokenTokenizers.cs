namespace SemanticSearch.Engine.Tests.Models;

/// <summary>Vocabularies that llama.cpp reads past, asserts on, or fails with once a text needs what they lack.</summary>
internal static class BrokenTokenizers
{
    private const string Tokens = "tokenizer.ggml.tokens";
    private const string Types = "tokenizer.ggml.token_type";
    private const string Scores = "tokenizer.ggml.scores";
    private const string Merges = "tokenizer.ggml.merges";
    private const string Map = "tokenizer.ggml.precompiled_charsmap";

    public static IReadOnlyList<BrokenModel> All { get; } =
    [
        BrokenModel.Of("no tokenizer", "qwen2", model => model.Remove("tokenizer.ggml.model")),
        BrokenModel.Of("a tokenizer that is none", "qwen2", model => model.Set("tokenizer.ggml.model", "none")),
        BrokenModel.Of("a tokenizer for DNA", "qwen2", model => model.Set("tokenizer.ggml.model", "rwkv")),
        BrokenModel.Of("no tokens", "qwen2", model => model.Remove(Tokens)),
        BrokenModel.Of("an empty list of tokens", "qwen2", model => model.Set(Tokens, Array.Empty<string>())),
        BrokenModel.Of("tokens as one text", "qwen2", model => model.Set(Tokens, "a b c")),
        BrokenModel.Of("tokens as numbers", "qwen2", model => model.Set(Tokens, new uint[258])),
        BrokenModel.Of("a token twice", "qwen2", model => model.Get<string[]>(Tokens)[9] = model.Get<string[]>(Tokens)[8]),
        BrokenModel.Of("two tokens that a C program reads alike", "qwen2", model => model.Get<string[]>(Tokens)[9] = model.Get<string[]>(Tokens)[8] + "\0x"),
        BrokenModel.Of("a token of the name that an empty one gets", "qwen2", model => (model.Get<string[]>(Tokens)[8], model.Get<string[]>(Tokens)[9]) = ("", "[EMPTY_8]")),
        BrokenModel.Of("more tokens than the table has rows", "qwen2", model => model.Set(Tokens, (string[])[.. model.Get<string[]>(Tokens), "more"]).Remove(Types)),
        BrokenModel.Of("fewer tokens than the table has rows", "qwen2", model => model.Set(Tokens, model.Get<string[]>(Tokens)[..^1]).Remove(Types)),
        BrokenModel.Of("fewer token types than tokens", "qwen2", model => model.Set(Types, new int[10])),
        BrokenModel.Of("more token types than tokens", "qwen2", model => model.Set(Types, new int[1_000])),
        BrokenModel.Of("token types of one byte each", "qwen2", model => model.Set(Types, new byte[258])),
        BrokenModel.Of("token types as texts", "qwen2", model => model.Set(Types, Enumerable.Repeat("1", 258).ToArray())),
        BrokenModel.Of("token types as one number", "qwen2", model => model.Set(Types, 1)),
        BrokenModel.Of("a token type that does not exist", "qwen2", model => model.Get<int[]>(Types)[5] = 7),
        BrokenModel.Of("a byte among words", "nomic-bert", model => model.Get<int[]>(Types)[6] = 6),
        BrokenModel.Of("a byte that is not written as one", "llama", model => model.Get<int[]>(Types)[^1] = 6),
        BrokenModel.Of("fewer scores than tokens", "llama", model => model.Set(Scores, new float[10])),
        BrokenModel.Of("scores of one byte each", "llama", model => model.Set(Scores, new byte[model.Vocabulary])),
        BrokenModel.Of("scores as texts", "llama", model => model.Set(Scores, Enumerable.Repeat("1", model.Vocabulary).ToArray())),
        BrokenModel.Of("a score that is no number", "llama", model => model.Get<float[]>(Scores)[7] = float.NaN),
        BrokenModel.Of("no merges", "qwen2", model => model.Remove(Merges)),
        BrokenModel.Of("merges as one text", "qwen2", model => model.Set(Merges, "a b")),
        BrokenModel.Of("merges as numbers", "qwen2", model => model.Set(Merges, new uint[] { 1, 2 })),
        BrokenModel.Of("a merge of one part", "qwen2", model => model.Set(Merges, new[] { "ab" })),
        BrokenModel.Of("an empty merge", "qwen2", model => model.Set(Merges, new[] { "" })),
        BrokenModel.Of("pre-tokenizer as a number", "qwen2", model => model.Set("tokenizer.ggml.pre", 1u)),
        BrokenModel.Of("add_space_prefix as a number", "qwen2", model => model.Set("tokenizer.ggml.add_space_prefix", 1u)),
        BrokenModel.Of("suppressed tokens as texts", "qwen2", model => model.Set("tokenizer.ggml.suppress_tokens", new[] { "a" })),
        BrokenModel.Of("add_bos_token as a number", "qwen2", model => model.Set("tokenizer.ggml.add_bos_token", 1u)),
        .. from mark in (string[])["bos", "eos", "unknown", "seperator", "padding", "cls", "mask", "eot"]
           select BrokenModel.Of($"{mark}_token_id outside of the vocabulary", "nomic-bert", model => model.Set($"tokenizer.ggml.{mark}_token_id", 1_000_000u)),
        BrokenModel.Of("bos_token_id as a signed number", "nomic-bert", model => model.Set("tokenizer.ggml.bos_token_id", 2)),
        .. from mark in (string[])["bos", "seperator", "unknown"]
           select BrokenModel.Of($"{mark}_token_id missing where words need it", "nomic-bert", model => model.Remove($"tokenizer.ggml.{mark}_token_id")),
        BrokenModel.Of("a byte that no token stands for", "llama", model =>
        {
            model.Get<string[]>(Tokens)[3 + 'A'] = "a word";
            model.Remove(Types);
        }),
        BrokenModel.Of("a map of characters that is a text", "nomic-bert-moe", model => model.Set(Map, "map")),
        BrokenModel.Of("a map of characters of two bytes", "nomic-bert-moe", model => model.Set(Map, new byte[] { 1, 0 })),
        BrokenModel.Of("a map of characters that claims more than it has", "nomic-bert-moe", model => model.Set(Map, new byte[] { 255, 255, 255, 255, 0, 0 })),
        BrokenModel.Of("a map of characters that points outside", "nomic-bert-moe", model => model.Set(Map, CharacterMapOf(root: 300 << 10))),
        BrokenModel.Of("a map of characters without an end", "nomic-bert-moe", model => model.Set(Map, (byte[])[.. CharacterMapOf(root: 0)[..^1], (byte)'x'])),
    ];

    /// <summary>A trie of 256 units that has no words, and one empty replacement.</summary>
    public static byte[] CharacterMapOf(uint root)
    {
        const int Units = 256;
        var map = new byte[4 + 4 * Units + 1];
        BitConverter.TryWriteBytes(map, 4u * Units);
        BitConverter.TryWriteBytes(map.AsSpan(4), root);
        return map;
    }
}
