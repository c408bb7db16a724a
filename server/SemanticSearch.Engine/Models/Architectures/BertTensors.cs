namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>What BERT and its descendants are made of: attention, norm, feed-forward, norm.</summary>
internal static class BertTensors
{
    private const int MaximumExperts = 512; // LLAMA_MAX_EXPERTS

    public static void Bert(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        Embeddings(tensors, shape, keys);
        tensors.Matrix("position_embd.weight", shape.Dimensions, shape.Context);
        Layers(tensors, shape, (block, _) => PlainFeedForward(tensors, shape, block, gated: false));
    }

    public static void NomicBert(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        keys.OptionalCount(".moe_every_n_layers", 0, 0);
        Embeddings(tensors, shape, keys);
        Layers(tensors, shape, (block, _) => PlainFeedForward(tensors, shape, block, gated: true));
    }

    public static void NomicBertMoe(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        var every = keys.Count(".moe_every_n_layers", 1, shape.Layers + 1);
        var experts = keys.Count(".expert_count", 1, MaximumExperts);
        keys.Count(".expert_used_count", 1, experts);
        Embeddings(tensors, shape, keys);
        Layers(tensors, shape, (block, layer) =>
        {
            if (layer % every != 1)
            {
                PlainFeedForward(tensors, shape, block, gated: false);
                return;
            }

            tensors.Matrix(block + "ffn_gate_inp.weight", shape.Dimensions, experts);
            tensors.Matrix(block + "ffn_up_exps.weight", shape.Dimensions, shape.FeedForward, experts);
            tensors.Matrix(block + "ffn_down_exps.weight", shape.FeedForward, shape.Dimensions, experts);
        });
    }

    public static void JinaBert2(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        Embeddings(tensors, shape, keys);
        tensors.Plain("token_types.weight", shape.Dimensions, shape.TokenTypes);
        Layers(tensors, shape, (block, _) =>
        {
            tensors.Plain(block + "attn_output.bias", shape.Dimensions);
            tensors.Plain(block + "ffn_down.bias", shape.Dimensions);
            foreach (var norm in (string[])["attn_q_norm", "attn_k_norm", "attn_norm_2"]) OptionalNorm(tensors, block + norm, shape.Dimensions);
            var gated = tensors.Has(block + "ffn_gate.weight");
            if (gated) tensors.Matrix(block + "ffn_gate.weight", shape.Dimensions, shape.FeedForward);
            // Without a matrix of its own, the gate may be the second half of this one.
            var rows = !gated && tensors.RowsOf(block + "ffn_up.weight") == 2L * shape.FeedForward ? 2L * shape.FeedForward : shape.FeedForward;
            tensors.Matrix(block + "ffn_up.weight", shape.Dimensions, rows);
            tensors.OptionalPlain(block + "ffn_up.bias", rows);
            Down(tensors, shape, block);
        });
    }

    private static void Embeddings(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        if (shape.TokenTypes == 0) throw keys.Refuse("tokenizer.ggml.token_type_count", "is missing or 0; there is at least 1");
        tensors.Matrix("token_embd.weight", shape.Dimensions, shape.Vocabulary);
        tensors.OptionalPlain("token_types.weight", shape.Dimensions, shape.TokenTypes);
        Norm(tensors, "token_embd_norm", shape.Dimensions);
    }

    private static void Layers(TensorTable tensors, ModelShape shape, Action<string, int> feedForward)
    {
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var block = $"blk.{layer}.";
            AttentionTensors.Check(tensors, shape, block);
            Norm(tensors, block + "attn_output_norm", shape.Dimensions);
            feedForward(block, layer);
            Norm(tensors, block + "layer_output_norm", shape.Dimensions);
        }
    }

    private static void PlainFeedForward(TensorTable tensors, ModelShape shape, string block, bool gated)
    {
        if (gated) tensors.Matrix(block + "ffn_gate.weight", shape.Dimensions, shape.FeedForward);
        tensors.Matrix(block + "ffn_up.weight", shape.Dimensions, shape.FeedForward);
        tensors.OptionalPlain(block + "ffn_up.bias", shape.FeedForward);
        Down(tensors, shape, block);
    }

    private static void Down(TensorTable tensors, ModelShape shape, string block)
    {
        tensors.Matrix(block + "ffn_down.weight", shape.FeedForward, shape.Dimensions);
        tensors.OptionalPlain(block + "ffn_down.bias", shape.Dimensions);
    }

    private static void Norm(TensorTable tensors, string name, int size)
    {
        tensors.Plain(name + ".weight", size);
        tensors.Plain(name + ".bias", size);
    }

    private static void OptionalNorm(TensorTable tensors, string name, int size)
    {
        tensors.OptionalPlain(name + ".weight", size);
        tensors.OptionalPlain(name + ".bias", size);
    }
}
