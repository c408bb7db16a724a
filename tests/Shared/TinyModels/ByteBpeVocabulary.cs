namespace SemanticSearch.Tests.TinyModels;

/// <summary>
/// A byte-level BPE tokenizer as GPT-2's and Qwen's: a token for every byte, written as a visible character, and one for each merge of two.
/// </summary>
internal static class ByteBpeVocabulary
{
    private const int NormalType = 1;
    private const int ControlType = 3;
    private const string EndOfText = "<|endoftext|>";

    private static readonly string[] Special = [EndOfText, "<|im_start|>", "<|im_end|>"];

    /// <summary>
    /// "left right", the most frequent first. Ġ is a space, Ċ a line end, Ã© the bytes of é, ðŁ those that emoji begin with, æĹ¥ those of 日.
    /// </summary>
    public static IReadOnlyList<string> Merges { get; } =
    [
        "i n", "r e", "u n", "Ġ t", "Ġ a", "e r", "o n", "h e", "Ġ s", "a t", "e n", "in g", "Ġt he", "Ġ f", "o r", "Ġ Ġ", "Ġ r", "e s", "Ġ o", "c h",
        "Ġ re", "l e", "t i", "ti on", "f un", "fun c", "func tion", "Ġf or", "Ġre t", "u r", "Ġret ur", "Ġretur n", "Ġs e", "Ġse ar", "a r",
        "Ġsear ch", "g e", "ge t", "ĠĠ ĠĠ", "Ċ Ċ", ") ;", "Ã ©", "ð Ł", "æ Ĺ", "æĹ ¥", "Ġ ðŁ",
    ];

    public static IReadOnlyList<string> Tokens { get; } = TokensOf(Merges);

    /// <returns>One for each byte, one for each merge, and the marks.</returns>
    public static IReadOnlyList<string> TokensOf(IEnumerable<string> merges) =>
    [
        .. Enumerable.Range(0, 256).Select(value => VisibleByte((byte)value).ToString()),
        .. merges.Select(merge => merge.Replace(" ", "", StringComparison.Ordinal)),
        .. Special,
    ];

    /// <summary>The character that stands for a byte: itself where it is visible in Latin-1, otherwise one from U+0100 on, in order.</summary>
    public static char VisibleByte(byte value)
    {
        if (IsVisible(value)) return (char)value;
        var before = 0;
        for (var other = 0; other < value; other++)
        {
            if (!IsVisible((byte)other)) before++;
        }

        return (char)(0x100 + before);
    }

    /// <param name="tokens">With the special ones among them.</param>
    public static IEnumerable<KeyValuePair<string, object>> Metadata(IReadOnlyList<string> tokens, IReadOnlyList<string> merges)
    {
        var all = tokens.ToArray();
        var end = (uint)Array.IndexOf(all, EndOfText);
        return
        [
            new("tokenizer.ggml.model", "gpt2"),
            new("tokenizer.ggml.pre", "qwen2"),
            new("tokenizer.ggml.tokens", all),
            new("tokenizer.ggml.token_type", all.Select(token => Special.Contains(token) ? ControlType : NormalType).ToArray()),
            new("tokenizer.ggml.merges", merges.ToArray()),
            new("tokenizer.ggml.eos_token_id", end),
            new("tokenizer.ggml.padding_token_id", end),
            new("tokenizer.ggml.eot_token_id", (uint)Array.IndexOf(all, Special[2])),
            new("tokenizer.ggml.add_bos_token", false),
            // Embedding models of this family take the vector at this mark.
            new("tokenizer.ggml.add_eos_token", true),
        ];
    }

    private static bool IsVisible(byte value) => value is (>= (byte)'!' and <= (byte)'~') or (>= 0xA1 and <= 0xAC) or >= 0xAE;
}
