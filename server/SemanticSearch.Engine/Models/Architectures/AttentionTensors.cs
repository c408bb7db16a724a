namespace SemanticSearch.Engine.Models.Architectures;

internal static class AttentionTensors
{
    /// <summary>The matrices of queries, keys and values, in one or in three, and the one of the output, with or without biases.</summary>
    public static void Check(TensorTable tensors, ModelShape shape, string block)
    {
        (string Name, int Width)[] parts = tensors.Has(block + "attn_qkv.weight")
            ? [("attn_qkv", shape.QueryWidth + 2 * shape.KeyValueWidth)]
            : [("attn_q", shape.QueryWidth), ("attn_k", shape.KeyValueWidth), ("attn_v", shape.KeyValueWidth)];
        foreach (var (name, width) in parts)
        {
            tensors.Matrix($"{block}{name}.weight", shape.Dimensions, width);
            tensors.OptionalPlain($"{block}{name}.bias", width);
        }

        tensors.Matrix(block + "attn_output.weight", shape.QueryWidth, shape.Dimensions);
        tensors.OptionalPlain(block + "attn_output.bias", shape.Dimensions);
    }
}
