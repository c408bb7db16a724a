namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>How much of a head turns with a token's position.</summary>
internal enum RotaryRule
{
    None,
    UpToHead,

    /// <summary>llama.cpp asserts it.</summary>
    WholeHead,
}

/// <summary>A kind of network that this product knows how to check and that llama.cpp computes.</summary>
/// <param name="Name">general.architecture.</param>
/// <param name="Epsilon">Key of what keeps a norm from dividing by zero.</param>
/// <param name="HasOwnHeadSize">Heads need not divide the dimensions among them.</param>
/// <param name="SharesKeys">Several heads may share their keys and values.</param>
/// <param name="LooksBothWays">
/// Each token sees those after it. The file has to say so: llama.cpp would otherwise hide them, and the vectors would be poor.
/// </param>
/// <param name="CheckTensors">Ticks off every tensor that such a model has or may have.</param>
internal sealed record ModelArchitecture(
    string Name, string Epsilon, bool HasOwnHeadSize, bool SharesKeys, bool LooksBothWays, RotaryRule Rotary, Action<TensorTable, ModelShape, ModelKeys> CheckTensors)
{
    private const string LayerNormEpsilon = ".attention.layer_norm_epsilon";
    private const string RmsEpsilon = ".attention.layer_norm_rms_epsilon";

    /// <summary>Some layers choose among several feed-forward networks.</summary>
    public bool MixesExperts { get; private init; }

    public static IReadOnlyList<ModelArchitecture> Supported { get; } =
    [
        Encoder("nomic-bert", RotaryRule.UpToHead, BertTensors.NomicBert),
        Encoder("nomic-bert-moe", RotaryRule.UpToHead, BertTensors.NomicBertMoe) with { MixesExperts = true },
        Encoder("bert", RotaryRule.None, BertTensors.Bert),
        Encoder("jina-bert-v2", RotaryRule.None, BertTensors.JinaBert2),
        Decoder("qwen2", ownHeadSize: false, DecoderTensors.Qwen2),
        Decoder("qwen3", ownHeadSize: true, DecoderTensors.Qwen3),
        Decoder("llama", ownHeadSize: true, DecoderTensors.Llama),
        Decoder("gemma-embedding", ownHeadSize: true, DecoderTensors.GemmaEmbedding),
    ];

    /// <exception cref="ModelFormatException">It is not one of those supported; they are named.</exception>
    public static ModelArchitecture Of(string name)
        => Supported.FirstOrDefault(architecture => architecture.Name == name)
            ?? throw new ModelFormatException(
                $"The model is a {ModelKeys.Quoted(name)}, which is not supported. Choose one of these architectures: {string.Join(", ", Supported.Select(architecture => architecture.Name))}.");

    private static ModelArchitecture Encoder(string name, RotaryRule rotary, Action<TensorTable, ModelShape, ModelKeys> checkTensors)
        => new(name, LayerNormEpsilon, HasOwnHeadSize: false, SharesKeys: false, LooksBothWays: true, rotary, checkTensors);

    private static ModelArchitecture Decoder(string name, bool ownHeadSize, Action<TensorTable, ModelShape, ModelKeys> checkTensors)
        => new(name, RmsEpsilon, ownHeadSize, SharesKeys: true, LooksBothWays: false, RotaryRule.WholeHead, checkTensors);
}
