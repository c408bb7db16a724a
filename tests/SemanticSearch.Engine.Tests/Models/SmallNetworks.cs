using static SemanticSearch.Engine.Tests.Models.SmallModel;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>The metadata and tensors of each supported architecture, written down independently of what the product checks.</summary>
internal static class SmallNetworks
{
    public static void AddMetadata(SmallModel model)
    {
        var encoder = model.Architecture.Contains("bert", StringComparison.Ordinal);
        model.Set("general.architecture", model.Architecture)
            .Set("general.name", $"Small {model.Architecture}")
            .Set("general.file_type", 0u)
            .Set(".block_count", (uint)Layers)
            .Set(".context_length", (uint)Context)
            .Set(".embedding_length", (uint)Dimensions)
            .Set(".feed_forward_length", (uint)FeedForward)
            .Set(".attention.head_count", (uint)Heads)
            .Set(".pooling_type", encoder ? 1u : 3u);
        if (encoder)
        {
            model.Set(".attention.layer_norm_epsilon", 1e-12f).Set(".attention.causal", false).Set("tokenizer.ggml.token_type_count", (uint)TokenTypes);
        }
        else
        {
            model.Set(".attention.head_count_kv", (uint)Heads / 2).Set(".attention.layer_norm_rms_epsilon", 1e-6f).Set(".rope.freq_base", 10_000f);
        }

        if (model.Architecture == "nomic-bert") model.Set(".rope.freq_base", 1_000f);
        if (model.Architecture == "nomic-bert-moe") model.Set(".moe_every_n_layers", 2u).Set(".expert_count", (uint)Experts).Set(".expert_used_count", 2u);
        if (model.Architecture == "gemma-embedding") model.Set(".attention.sliding_window", 16u).Set(".attention.sliding_window_pattern", 2u).Set(".pooling_type", 1u);
    }

    public static void AddTensors(SmallModel model)
    {
        model.Tensor("token_embd.weight", Dimensions, model.Vocabulary);
        if (model.Architecture.Contains("bert", StringComparison.Ordinal)) AddEncoder(model);
        else AddDecoder(model);
    }

    private static void AddEncoder(SmallModel model)
    {
        model.Tensor("token_types.weight", Dimensions, TokenTypes);
        if (model.Architecture == "bert") model.Tensor("position_embd.weight", Dimensions, Context);
        Norm(model, "token_embd_norm");
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = $"blk.{layer}.";
            if (model.Architecture.StartsWith("nomic", StringComparison.Ordinal)) model.Tensor(block + "attn_qkv.weight", Dimensions, 3 * Dimensions);
            else Attention(model, block, Dimensions);
            model.Tensor(block + "attn_output.weight", Dimensions, Dimensions).Tensor(block + "attn_output.bias", Dimensions);
            Norm(model, block + "attn_output_norm");
            if (model.Architecture == "nomic-bert-moe" && layer % 2 == 1) Mixture(model, block);
            else FeedForwardTensors(model, block, gated: model.Architecture is "nomic-bert" or "jina-bert-v2");
            Norm(model, block + "layer_output_norm");
        }
    }

    private static void AddDecoder(SmallModel model)
    {
        model.Tensor("output_norm.weight", Dimensions);
        for (var layer = 0; layer < Layers; layer++)
        {
            var block = $"blk.{layer}.";
            model.Tensor(block + "attn_norm.weight", Dimensions);
            Attention(model, block, Dimensions / 2);
            model.Tensor(block + "attn_output.weight", Dimensions, Dimensions).Tensor(block + "ffn_norm.weight", Dimensions);
            foreach (var name in (string[])["ffn_gate", "ffn_up"]) model.Tensor($"{block}{name}.weight", Dimensions, FeedForward);
            model.Tensor(block + "ffn_down.weight", FeedForward, Dimensions);
            if (model.Architecture is "qwen3" or "gemma-embedding") model.Tensor(block + "attn_q_norm.weight", HeadSize).Tensor(block + "attn_k_norm.weight", HeadSize);
            if (model.Architecture == "gemma-embedding") model.Tensor(block + "post_attention_norm.weight", Dimensions).Tensor(block + "post_ffw_norm.weight", Dimensions);
        }
    }

    private static void Attention(SmallModel model, string block, int keyValueWidth)
    {
        var biases = model.Architecture is "bert" or "jina-bert-v2" or "qwen2";
        foreach (var (name, width) in ((string, int)[])[("attn_q", Dimensions), ("attn_k", keyValueWidth), ("attn_v", keyValueWidth)])
        {
            model.Tensor($"{block}{name}.weight", Dimensions, width);
            if (biases) model.Tensor($"{block}{name}.bias", width);
        }
    }

    private static void FeedForwardTensors(SmallModel model, string block, bool gated)
    {
        if (gated) model.Tensor(block + "ffn_gate.weight", Dimensions, FeedForward);
        model.Tensor(block + "ffn_up.weight", Dimensions, FeedForward).Tensor(block + "ffn_up.bias", FeedForward);
        model.Tensor(block + "ffn_down.weight", FeedForward, Dimensions).Tensor(block + "ffn_down.bias", Dimensions);
    }

    private static void Mixture(SmallModel model, string block)
        => model.Tensor(block + "ffn_gate_inp.weight", Dimensions, Experts)
            .Tensor(block + "ffn_up_exps.weight", Dimensions, FeedForward, Experts)
            .Tensor(block + "ffn_down_exps.weight", FeedForward, Dimensions, Experts);

    private static void Norm(SmallModel model, string name) => model.Tensor(name + ".weight", Dimensions).Tensor(name + ".bias", Dimensions);
}
