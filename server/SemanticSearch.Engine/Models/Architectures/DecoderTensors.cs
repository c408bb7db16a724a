namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>What language models that became embedding models are made of: norm, attention, norm, gated feed-forward.</summary>
internal static class DecoderTensors
{
    public static void Qwen2(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        Ends(tensors, shape);
        tensors.OptionalPlain("output.bias", shape.Vocabulary);
        Layers(tensors, shape, _ => { });
    }

    public static void Qwen3(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        Ends(tensors, shape);
        Layers(tensors, shape, block => HeadNorms(tensors, shape, block));
    }

    public static void Llama(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        Ends(tensors, shape);
        tensors.OptionalPlain("rope_freqs.weight", shape.HeadSize / 2);
        Layers(tensors, shape, _ => { });
    }

    public static void GemmaEmbedding(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        CheckWindows(keys, shape);
        Ends(tensors, shape);
        DenseEnd(tensors, shape, keys);
        Layers(tensors, shape, block =>
        {
            HeadNorms(tensors, shape, block);
            tensors.Plain(block + "post_attention_norm.weight", shape.Dimensions);
            tensors.Plain(block + "post_ffw_norm.weight", shape.Dimensions);
        });
    }

    /// <summary>
    /// Most layers see a window of the text, every sixth or so sees all of it. llama.cpp fills a mask for each sort and asserts that it is used.
    /// </summary>
    private static void CheckWindows(ModelKeys keys, ModelShape shape)
    {
        const string PeriodKey = ".attention.sliding_window_pattern";
        const int UsualPeriod = 6;
        keys.Count(".attention.sliding_window", 1, int.MaxValue);
        // An array, which says it layer by layer, is ignored.
        var period = keys.IsArray(PeriodKey) ? UsualPeriod : keys.OptionalCount(PeriodKey, 2, shape.Layers) ?? UsualPeriod;
        if (period > shape.Layers) throw keys.Refuse(".block_count", $"is {shape.Layers}; such a model has {period} at least");
    }

    private static void Ends(TensorTable tensors, ModelShape shape)
    {
        tensors.Matrix("token_embd.weight", shape.Dimensions, shape.Vocabulary);
        tensors.Plain("output_norm.weight", shape.Dimensions);
        tensors.OptionalMatrix("output.weight", shape.Dimensions, shape.Vocabulary);
    }

    private static void Layers(TensorTable tensors, ModelShape shape, Action<string> more)
    {
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var block = $"blk.{layer}.";
            tensors.Plain(block + "attn_norm.weight", shape.Dimensions);
            AttentionTensors.Check(tensors, shape, block);
            tensors.Plain(block + "ffn_norm.weight", shape.Dimensions);
            tensors.Matrix(block + "ffn_gate.weight", shape.Dimensions, shape.FeedForward);
            tensors.Matrix(block + "ffn_up.weight", shape.Dimensions, shape.FeedForward);
            tensors.Matrix(block + "ffn_down.weight", shape.FeedForward, shape.Dimensions);
            more(block);
        }
    }

    private static void HeadNorms(TensorTable tensors, ModelShape shape, string block)
    {
        tensors.Plain(block + "attn_q_norm.weight", shape.HeadSize);
        tensors.Plain(block + "attn_k_norm.weight", shape.HeadSize);
    }

    /// <summary>Two matrices behind the pooling. llama.cpp asserts that both are there once one is, and that they fit.</summary>
    private static void DenseEnd(TensorTable tensors, ModelShape shape, ModelKeys keys)
    {
        const int MaximumWidth = 1 << 20;
        if (!tensors.Has("dense_2.weight") && !tensors.Has("dense_3.weight"))
        {
            foreach (var key in (string[])[".dense_2_feat_in", ".dense_3_feat_out"]) keys.OptionalCount(key, shape.Dimensions, shape.Dimensions);
            foreach (var key in (string[])[".dense_2_feat_out", ".dense_3_feat_in"]) keys.OptionalCount(key, 0, MaximumWidth);
            return;
        }

        keys.Count(".dense_2_feat_in", shape.Dimensions, shape.Dimensions);
        keys.Count(".dense_3_feat_out", shape.Dimensions, shape.Dimensions);
        var width = keys.Count(".dense_2_feat_out", 1, MaximumWidth);
        keys.Count(".dense_3_feat_in", width, width);
        tensors.Matrix("dense_2.weight", shape.Dimensions, width);
        tensors.Matrix("dense_3.weight", width, shape.Dimensions);
    }
}
