using SemanticSearch.Engine.Models;

namespace SemanticSearch.Tests.TinyModels;

/// <summary>What the values of a tensor are for; it decides how random ones are drawn.</summary>
internal enum TensorRole
{
    Embedding,
    Matrix,

    /// <summary>Factors of a norm, near 1.</summary>
    Scale,
    Bias,
}

/// <param name="Shape">The fastest-moving dimension first.</param>
internal sealed record TensorPlan(string Name, TensorRole Role, params long[] Shape);

/// <summary>How the matrices of a file are stored, numbered as general.file_type has it.</summary>
internal enum GgufFileType : uint
{
    F32 = 0,
    F16 = 1,
    Q8_0 = 7,
    Q4_K_M = 15,
}

/// <summary>All sizes of a network, and so its metadata and its tensors under the names that llama.cpp looks for.</summary>
internal sealed record NetworkShape(
    TinyArchitecture Architecture,
    PoolingKind Pooling,
    int Layers,
    int Dimensions,
    int Heads,
    int KeyValueHeads,
    int FeedForward,
    int ContextLength,
    int VocabularySize,
    GgufFileType FileType)
{
    private const int TokenTypes = 2;

    /// <summary>As nomic-embed-text has it.</summary>
    private const float NomicRotaryBase = 1_000f;

    /// <summary>As Qwen2.5 has it.</summary>
    private const float QwenRotaryBase = 1_000_000f;

    public string ArchitectureName => Architecture == TinyArchitecture.Qwen2 ? "qwen2" : "nomic-bert";

    public IEnumerable<KeyValuePair<string, object>> Metadata()
    {
        KeyValuePair<string, object> Own(string key, object value) => new($"{ArchitectureName}.{key}", value);

        yield return new("general.architecture", ArchitectureName);
        yield return new("general.name", $"Random {ArchitectureName}");
        yield return new("general.file_type", (uint)FileType);
        yield return new("general.quantization_version", 2u);
        yield return Own("block_count", (uint)Layers);
        yield return Own("context_length", (uint)ContextLength);
        yield return Own("embedding_length", (uint)Dimensions);
        yield return Own("feed_forward_length", (uint)FeedForward);
        yield return Own("attention.head_count", (uint)Heads);
        yield return Own("pooling_type", (uint)Pooling);
        if (Architecture == TinyArchitecture.Qwen2)
        {
            yield return Own("attention.head_count_kv", (uint)KeyValueHeads);
            yield return Own("attention.layer_norm_rms_epsilon", 1e-6f);
            yield return Own("rope.freq_base", QwenRotaryBase);
        }
        else
        {
            yield return Own("attention.layer_norm_epsilon", 1e-12f);
            yield return Own("attention.causal", false);
            yield return Own("rope.freq_base", NomicRotaryBase);
            yield return new("tokenizer.ggml.token_type_count", (uint)TokenTypes);
        }
    }

    public IEnumerable<TensorPlan> Tensors()
        => Architecture == TinyArchitecture.Qwen2 ? Qwen2Tensors() : NomicBertTensors();

    private IEnumerable<TensorPlan> NomicBertTensors()
    {
        yield return new("token_embd.weight", TensorRole.Embedding, Dimensions, VocabularySize);
        yield return new("token_types.weight", TensorRole.Bias, Dimensions, TokenTypes);
        foreach (var norm in LayerNorm("token_embd_norm")) yield return norm;
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = $"blk.{layer}.";
            yield return new(block + "attn_qkv.weight", TensorRole.Matrix, Dimensions, 3 * Dimensions);
            yield return new(block + "attn_output.weight", TensorRole.Matrix, Dimensions, Dimensions);
            foreach (var norm in LayerNorm(block + "attn_output_norm")) yield return norm;
            foreach (var matrix in FeedForwardTensors(block)) yield return matrix;
            foreach (var norm in LayerNorm(block + "layer_output_norm")) yield return norm;
        }
    }

    private IEnumerable<TensorPlan> Qwen2Tensors()
    {
        var keyValueSize = Dimensions / Heads * KeyValueHeads;
        yield return new("token_embd.weight", TensorRole.Embedding, Dimensions, VocabularySize);
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = $"blk.{layer}.";
            yield return new(block + "attn_norm.weight", TensorRole.Scale, Dimensions);
            foreach (var (name, size) in ((string, int)[])[("attn_q", Dimensions), ("attn_k", keyValueSize), ("attn_v", keyValueSize)])
            {
                yield return new($"{block}{name}.weight", TensorRole.Matrix, Dimensions, size);
                yield return new($"{block}{name}.bias", TensorRole.Bias, size);
            }

            yield return new(block + "attn_output.weight", TensorRole.Matrix, Dimensions, Dimensions);
            yield return new(block + "ffn_norm.weight", TensorRole.Scale, Dimensions);
            foreach (var matrix in FeedForwardTensors(block)) yield return matrix;
        }

        yield return new("output_norm.weight", TensorRole.Scale, Dimensions);
        yield return new("output.weight", TensorRole.Matrix, Dimensions, VocabularySize);
    }

    private TensorPlan[] LayerNorm(string name) =>
        [new(name + ".weight", TensorRole.Scale, Dimensions), new(name + ".bias", TensorRole.Bias, Dimensions)];

    private TensorPlan[] FeedForwardTensors(string block) =>
    [
        new(block + "ffn_gate.weight", TensorRole.Matrix, Dimensions, FeedForward),
        new(block + "ffn_up.weight", TensorRole.Matrix, Dimensions, FeedForward),
        new(block + "ffn_down.weight", TensorRole.Matrix, FeedForward, Dimensions),
    ];
}
