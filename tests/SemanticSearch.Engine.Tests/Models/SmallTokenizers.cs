namespace SemanticSearch.Engine.Tests.Models;

/// <summary>A tokenizer of each kind that can take every text, with as few tokens as that needs.</summary>
internal static class SmallTokenizers
{
    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;
    private const int Byte = 6;

    public static string UsualFor(string architecture) => architecture switch
    {
        "bert" or "nomic-bert" => "bert",
        "nomic-bert-moe" => "t5",
        "gemma-embedding" or "llama" => "llama",
        _ => "gpt2",
    };

    /// <returns>The number of tokens.</returns>
    public static int Add(List<KeyValuePair<string, object>> metadata, string kind)
    {
        var tokens = kind switch
        {
            "bert" => [("[PAD]", Control), ("[UNK]", Unknown), ("[CLS]", Control), ("[SEP]", Control), ("[MASK]", Control), .. Letters("▁"), .. Letters("")],
            "gpt2" => [("<|endoftext|>", Control), .. Enumerable.Range(0, 256).Select(value => (VisibleByte(value), Normal)), ("ab", Normal)],
            "llama" => [("<unk>", Unknown), ("<s>", Control), ("</s>", Control), .. Enumerable.Range(0, 256).Select(value => ($"<0x{value:X2}>", Byte)), .. Letters("▁"), .. Letters("")],
            _ => ((string Text, int Type)[])[("<pad>", Control), ("</s>", Control), ("<unk>", Unknown), ("<s>", Control), ("▁", Normal), .. Letters("▁"), .. Letters("")],
        };
        void Own(string key, object value) => metadata.Add(new("tokenizer.ggml." + key, value));
        Own("model", kind);
        Own("tokens", tokens.Select(token => token.Text).ToArray());
        Own("token_type", tokens.Select(token => token.Type).ToArray());
        if (kind is "llama" or "t5") Own("scores", tokens.Select((_, id) => -(float)id).ToArray());
        if (kind == "gpt2")
        {
            Own("pre", "qwen2");
            Own("merges", new[] { "a b" });
        }

        foreach (var (mark, id) in Marks(kind)) Own(mark, id);
        return tokens.Length;
    }

    private static (string, uint)[] Marks(string kind) => kind switch
    {
        "bert" => [("padding_token_id", 0), ("unknown_token_id", 1), ("bos_token_id", 2), ("seperator_token_id", 3), ("mask_token_id", 4)],
        "gpt2" => [("bos_token_id", 0), ("eos_token_id", 0)],
        "llama" => [("unknown_token_id", 0), ("bos_token_id", 1), ("eos_token_id", 2)],
        _ => [("padding_token_id", 0), ("eos_token_id", 1), ("unknown_token_id", 2), ("bos_token_id", 3)],
    };

    private static IEnumerable<(string, int)> Letters(string before) => Enumerable.Range('a', 26).Select(letter => (before + (char)letter, Normal));

    /// <summary>As GPT-2 writes bytes: visible ones as themselves, the others from U+0100 on, in order.</summary>
    private static string VisibleByte(int value)
    {
        static bool IsVisible(int value) => value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
        return ((char)(IsVisible(value) ? value : 0x100 + Enumerable.Range(0, value).Count(other => !IsVisible(other)))).ToString();
    }
}
