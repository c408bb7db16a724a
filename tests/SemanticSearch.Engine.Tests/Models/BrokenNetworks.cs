using SemanticSearch.Engine.Models;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>Metadata that describe no network, or one that llama.cpp does not survive.</summary>
internal static class BrokenNetworks
{
    public static IReadOnlyList<BrokenModel> Purposes { get; } =
    [
        BrokenModel.Of("no architecture", "nomic-bert", model => model.Remove("general.architecture")),
        BrokenModel.Of("architecture as a number", "nomic-bert", model => model.Set("general.architecture", 7u)),
        BrokenModel.Of("an architecture for pictures", "nomic-bert", model => model.Set("general.architecture", "clip")),
        BrokenModel.Of("an architecture that writes", "nomic-bert", model => model.Set("general.architecture", "mamba")),
        BrokenModel.Of("an architecture of a good model, in capitals", "nomic-bert", model => model.Set("general.architecture", "Nomic-BERT")),
        BrokenModel.Of("the metadata of another architecture", "nomic-bert", model => model.Set("general.architecture", "bert")),
        BrokenModel.Of("a LoRA adapter", "qwen2", model => model.Set("general.type", "adapter")),
        BrokenModel.Of("a part of a split model", "qwen2", model => model.Set("split.count", (ushort)3).Set("split.no", (ushort)0)),
        BrokenModel.Of("split.count as a text", "qwen2", model => model.Set("split.count", "3")),
        BrokenModel.Of("pooling 4, a reranker", "qwen3", model => model.Set(".pooling_type", 4u)),
        BrokenModel.Of("labels of a classifier", "bert", model => model.Set(".classifier.output_labels", new[] { "good", "bad" })),
        BrokenModel.Of("a classifier's tensors", "bert", model => model.Tensor("cls.weight", 32, 32).Tensor("cls.bias", 32)),
        BrokenModel.Of("pooling as a signed number", "qwen2", model => model.Set(".pooling_type", 3)),
        BrokenModel.Of("pooling -1", "qwen2", model => model.Set(".pooling_type", uint.MaxValue)),
        BrokenModel.Of("name as a number", "qwen2", model => model.Set("general.name", 1u)),
        BrokenModel.Of("file type as a text", "qwen2", model => model.Set("general.file_type", "Q8_0")),
    ];

    public static IReadOnlyList<BrokenModel> Sizes { get; } =
    [
        .. from key in (string[])["block_count", "embedding_length", "attention.head_count", "feed_forward_length", "context_length"]
           from change in ((string, Action<SmallModel>)[])
           [
               ("missing", model => model.Remove("." + key)),
               ("0", model => model.Set("." + key, 0u)),
               ("2^32 - 1", model => model.Set("." + key, uint.MaxValue)),
               ("a list", model => model.Set("." + key, new uint[] { 2, 2 })),
           ]
           select BrokenModel.Of($"{key}: {change.Item1}", "nomic-bert", change.Item2),
        BrokenModel.Of("block_count as a signed number", "nomic-bert", model => model.Set(".block_count", 2)),
        BrokenModel.Of("block_count as a number of 64 bits", "nomic-bert", model => model.Set(".block_count", 2ul)),
        BrokenModel.Of("more layers than tensors", "nomic-bert", model => model.Set(".block_count", 3u)),
        BrokenModel.Of("fewer layers than tensors", "nomic-bert", model => model.Set(".block_count", 1u)),
        BrokenModel.Of("heads that do not divide the dimensions", "nomic-bert", model => model.Set(".attention.head_count", 5u)),
        BrokenModel.Of("an encoder whose heads share keys", "nomic-bert", model => model.Set(".attention.head_count_kv", 2u)),
        BrokenModel.Of("no heads for keys", "qwen2", model => model.Set(".attention.head_count_kv", 0u)),
        BrokenModel.Of("heads that do not divide among those of the keys", "qwen2", model => model.Set(".attention.head_count_kv", 3u)),
        BrokenModel.Of("more heads for keys than for queries", "qwen2", model => model.Set(".attention.head_count_kv", 8u)),
        BrokenModel.Of("key_length that is not the head's", "nomic-bert", model => model.Set(".attention.key_length", 16u)),
        BrokenModel.Of("key_length without value_length", "qwen3", model => model.Set(".attention.key_length", 16u)),
        BrokenModel.Of("value_length that differs from key_length", "qwen3", model => model.Set(".attention.key_length", 8u).Set(".attention.value_length", 16u)),
        BrokenModel.Of("key_length 0", "qwen3", model => model.Set(".attention.key_length", 0u)),
        BrokenModel.Of("key_length of windowed layers that differs", "gemma-embedding", model => model.Set(".attention.key_length_swa", 16u)),
        BrokenModel.Of("vectors of another length at the end", "qwen3", model => model.Set(".embedding_length_out", 4096u)),
        BrokenModel.Of("token types: missing", "nomic-bert", model => model.Remove("tokenizer.ggml.token_type_count")),
        BrokenModel.Of("token types: 0", "bert", model => model.Set("tokenizer.ggml.token_type_count", 0u)),
        BrokenModel.Of("token types: more than the table has", "bert", model => model.Set("tokenizer.ggml.token_type_count", 3u)),
        BrokenModel.Of("a context longer than its table of positions", "bert", model => model.Set(".context_length", 256u)),
        BrokenModel.Of("dimensions of another model", "nomic-bert", model => model.Set(".embedding_length", 64u)),
    ];

    public static IReadOnlyList<BrokenModel> Numbers { get; } =
    [
        .. from value in (float[])[0, -1e-5f, 5, float.NaN, float.PositiveInfinity]
           select BrokenModel.Of(FormattableString.Invariant($"layer_norm_epsilon {value}"), "nomic-bert", model => model.Set(".attention.layer_norm_epsilon", value)),
        BrokenModel.Of("layer_norm_epsilon missing", "nomic-bert", model => model.Remove(".attention.layer_norm_epsilon")),
        BrokenModel.Of("layer_norm_rms_epsilon missing", "qwen2", model => model.Remove(".attention.layer_norm_rms_epsilon")),
        BrokenModel.Of("layer_norm_rms_epsilon as a double", "qwen2", model => model.Set(".attention.layer_norm_rms_epsilon", 1e-6)),
        BrokenModel.Of("layer_norm_rms_epsilon NaN", "qwen2", model => model.Set(".attention.layer_norm_rms_epsilon", float.NaN)),
        BrokenModel.Of("an encoder that does not say that it looks both ways", "nomic-bert", model => model.Remove(".attention.causal")),
        BrokenModel.Of("an encoder that looks back only", "nomic-bert", model => model.Set(".attention.causal", true)),
        BrokenModel.Of("causal as a number", "qwen2", model => model.Set(".attention.causal", 0u)),
        BrokenModel.Of("an unknown way to stretch positions", "qwen2", model => model.Set(".rope.scaling.type", "cubic")),
        BrokenModel.Of("a way to stretch positions that needs tensors of its own", "qwen2", model => model.Set(".rope.scaling.type", "longrope")),
        BrokenModel.Of("rope.freq_base 0", "qwen2", model => model.Set(".rope.freq_base", 0f)),
        BrokenModel.Of("rope.freq_base NaN", "qwen2", model => model.Set(".rope.freq_base", float.NaN)),
        BrokenModel.Of("rope.scaling.factor below 0", "qwen2", model => model.Set(".rope.scaling.factor", -2f)),
        BrokenModel.Of("rope.scaling.original_context_length 0", "qwen2", model => model.Set(".rope.scaling.original_context_length", 0u)),
        BrokenModel.Of("an odd number of rotated values", "nomic-bert", model => model.Set(".rope.dimension_count", 7u)),
        BrokenModel.Of("more rotated values than a head has", "nomic-bert", model => model.Set(".rope.dimension_count", 16u)),
        BrokenModel.Of("rotated values that are not the whole head", "qwen2", model => model.Set(".rope.dimension_count", 4u)),
        BrokenModel.Of("layers for predicting the next token but one", "qwen2", model => model.Set(".nextn_predict_layers", 1u)),
        BrokenModel.Of("experts in a plain model", "qwen3", model => model.Set(".expert_count", 8u).Set(".expert_used_count", 2u)),
        BrokenModel.Of("experts behind a key of another architecture", "qwen3", model => model.Set(".moe_every_n_layers", 2u).Set(".expert_count", 8u)),
        BrokenModel.Of("expert groups", "qwen2", model => model.Set(".expert_group_count", 2u)),
        BrokenModel.Of("a mixture without its experts", "nomic-bert-moe", model => model.Remove(".expert_count")),
        BrokenModel.Of("a mixture that uses no expert", "nomic-bert-moe", model => model.Set(".expert_used_count", 0u)),
        BrokenModel.Of("a mixture that uses more experts than it has", "nomic-bert-moe", model => model.Set(".expert_used_count", 5u)),
        BrokenModel.Of("a mixture of too many experts", "nomic-bert-moe", model => model.Set(".expert_count", 100_000u)),
        BrokenModel.Of("a mixture that does not say in which layers", "nomic-bert-moe", model => model.Remove(".moe_every_n_layers")),
        BrokenModel.Of("a mixture in a model that has none", "nomic-bert", model => model.Set(".moe_every_n_layers", 2u)),
        BrokenModel.Of("no window", "gemma-embedding", model => model.Remove(".attention.sliding_window")),
        BrokenModel.Of("a window of 0 tokens", "gemma-embedding", model => model.Set(".attention.sliding_window", 0u)),
        BrokenModel.Of("no layer that sees the whole text", "gemma-embedding", model => model.Remove(".attention.sliding_window_pattern")),
        BrokenModel.Of("no layer with a window", "gemma-embedding", model => model.Set(".attention.sliding_window_pattern", 1u)),
        BrokenModel.Of("a dense end of another width", "gemma-embedding", model => model.Set(".dense_2_feat_in", 48u)),
        BrokenModel.Of("half of a dense end", "gemma-embedding", model => Dense(model).RemoveTensor("dense_3.weight")),
        BrokenModel.Of("a dense end whose halves do not fit", "gemma-embedding", model => Dense(model).Set(".dense_3_feat_in", 96u).Tensor("dense_3.weight", 96, 32)),
    ];

    public static SmallModel Dense(SmallModel model)
        => model.Set(".dense_2_feat_in", 32u).Set(".dense_2_feat_out", 64u).Set(".dense_3_feat_in", 64u).Set(".dense_3_feat_out", 32u)
            .Tensor("dense_2.weight", GgufTensorType.F32, 32, 64).Tensor("dense_3.weight", GgufTensorType.F32, 64, 32);
}
