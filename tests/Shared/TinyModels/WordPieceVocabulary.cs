namespace SemanticSearch.Tests.TinyModels;

/// <summary>
/// A WordPiece tokenizer as BERT's, as it lies in a GGUF file: a piece that begins a word has ▁ before it, one that continues a word has
/// nothing.
/// </summary>
internal static class WordPieceVocabulary
{
    public const char WordStart = '▁';
    public const int Padding = 0;
    public const int Unknown = 1;
    public const int Start = 2;
    public const int Separator = 3;
    public const int Mask = 4;

    private const int NormalType = 1;
    private const int UnknownType = 2;
    private const int ControlType = 3;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789абвгдежзийклмнопрстуфхцчшщъыьэюя";

    /// <summary>Every one of them is a word of its own to BERT.</summary>
    private const string Alone = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~日本語中文¿«»—";

    private const string Words = "the a of to is for in and not where how read write file files search vector index parse token error cache "
        + "string return function class open close user name get set list map value config привет мир 🚀";

    private const string Continuations = "ing ed er s ly ion tion ness able word names path et arch earch ile ector";

    /// <summary>By their ids.</summary>
    public static IReadOnlyList<string> Special { get; } = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    public static IReadOnlyList<string> Tokens { get; } =
    [
        .. Special,
        .. Letters.Concat(Alone).Select(letter => $"{WordStart}{letter}"),
        .. Words.Split(' ').Where(word => word.Length > 1).Select(word => WordStart + word),
        .. Letters.Select(letter => $"{letter}"),
        .. Continuations.Split(' ').Where(piece => piece.Length > 1),
    ];

    /// <param name="tokens">The five special ones first.</param>
    public static IEnumerable<KeyValuePair<string, object>> Metadata(IReadOnlyList<string> tokens) =>
    [
        new("tokenizer.ggml.model", "bert"),
        new("tokenizer.ggml.tokens", tokens.ToArray()),
        new("tokenizer.ggml.token_type", tokens.Select((_, id) => id == Unknown ? UnknownType : id <= Mask ? ControlType : NormalType).ToArray()),
        new("tokenizer.ggml.padding_token_id", (uint)Padding),
        new("tokenizer.ggml.unknown_token_id", (uint)Unknown),
        new("tokenizer.ggml.bos_token_id", (uint)Start),
        new("tokenizer.ggml.cls_token_id", (uint)Start),
        new("tokenizer.ggml.eos_token_id", (uint)Separator),
        // Spelled so in the format.
        new("tokenizer.ggml.seperator_token_id", (uint)Separator),
        new("tokenizer.ggml.mask_token_id", (uint)Mask),
    ];
}
