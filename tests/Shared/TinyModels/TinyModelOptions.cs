using SemanticSearch.Engine.Models;

namespace SemanticSearch.Tests.TinyModels;

/// <summary>Architectures of embedding models that the tests can write, one with an encoder and one with a decoder.</summary>
internal enum TinyArchitecture
{
    /// <summary>Bidirectional attention, WordPiece: as nomic-embed-text and CodeRankEmbed.</summary>
    NomicBert,

    /// <summary>Causal attention, byte-level BPE: as nomic-embed-code.</summary>
    Qwen2,
}

/// <param name="Dimensions">Values in a vector, a multiple of 32 so that every type of tensor can hold a row.</param>
/// <param name="Type">Of the matrices; norms and biases are F32, as in real files.</param>
/// <param name="ContextLength">Tokens that the model says it can see at once.</param>
internal sealed record TinyModelOptions(
    TinyArchitecture Architecture = TinyArchitecture.NomicBert,
    PoolingKind Pooling = PoolingKind.Mean,
    int Dimensions = 64,
    int Layers = 2,
    int Seed = 1,
    GgufTensorType Type = GgufTensorType.F32,
    int ContextLength = 512)
{
    private const int Heads = 4;

    public NetworkShape Shape(int vocabularySize) => new(
        Architecture, Pooling, Layers, Dimensions, Heads,
        KeyValueHeads: Architecture == TinyArchitecture.Qwen2 ? Heads / 2 : Heads,
        FeedForward: Dimensions * 2, ContextLength, vocabularySize,
        Type switch
        {
            GgufTensorType.F32 => GgufFileType.F32,
            GgufTensorType.F16 => GgufFileType.F16,
            GgufTensorType.Q8_0 => GgufFileType.Q8_0,
            _ => throw new NotSupportedException($"Tiny models are F32, F16 or Q8_0, not {Type}."),
        });
}
