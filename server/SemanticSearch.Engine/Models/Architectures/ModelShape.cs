namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>The sizes of a network, from which the shapes of all its tensors follow.</summary>
/// <param name="Dimensions">Values in a token's vector between the layers, and in an embedding.</param>
/// <param name="HeadSize">Values in a query, key or value of one head.</param>
/// <param name="Context">Tokens that the model was trained to see at once.</param>
/// <param name="TokenTypes">Sorts of tokens (first text, second text) that have a vector each; 0 where the model knows none.</param>
internal sealed record ModelShape(
    int Layers, int Dimensions, int Heads, int KeyValueHeads, int HeadSize, int FeedForward, int Context, int Vocabulary, int TokenTypes)
{
    private const int MaximumLayers = 512; // LLAMA_MAX_LAYERS
    private const int MaximumDimensions = 65_536;
    private const int MaximumHeads = 1_024;
    private const int MaximumFeedForward = 1 << 20;
    private const int MaximumContext = 1 << 24; // tokens
    private const int MaximumTokenTypes = 1_024;

    public int QueryWidth => Heads * HeadSize;

    public int KeyValueWidth => KeyValueHeads * HeadSize;

    /// <exception cref="ModelFormatException">The sizes are missing, out of range, or do not fit together.</exception>
    public static ModelShape Read(ModelKeys keys, ModelArchitecture architecture, int vocabulary)
    {
        var layers = keys.Count(".block_count", 1, MaximumLayers);
        var dimensions = keys.Count(".embedding_length", 1, MaximumDimensions);
        var heads = keys.Count(".attention.head_count", 1, MaximumHeads);
        var keyValueHeads = keys.OptionalCount(".attention.head_count_kv", 1, MaximumHeads) ?? heads;
        if (architecture.SharesKeys ? heads % keyValueHeads != 0 : heads != keyValueHeads)
        {
            throw keys.Refuse(".attention.head_count_kv", $"is {keyValueHeads}, which does not go with {heads} heads");
        }

        return new ModelShape(
            layers, dimensions, heads, keyValueHeads, ReadHeadSize(keys, architecture, dimensions, heads),
            keys.Count(".feed_forward_length", 1, MaximumFeedForward),
            keys.Count(".context_length", 1, MaximumContext),
            vocabulary,
            keys.OptionalCount("tokenizer.ggml.token_type_count", 0, MaximumTokenTypes) ?? 0);
    }

    private static int ReadHeadSize(ModelKeys keys, ModelArchitecture architecture, int dimensions, int heads)
    {
        var size = keys.OptionalCount(".attention.key_length", 1, MaximumDimensions);
        if (size is null || !architecture.HasOwnHeadSize)
        {
            if (dimensions % heads != 0) throw keys.Refuse(".attention.head_count", $"is {heads}, which does not divide {dimensions} dimensions");
            if (size is not null && size != dimensions / heads) throw keys.Refuse(".attention.key_length", $"is {size}, {dimensions / heads} was expected");
            size = dimensions / heads;
        }

        // llama.cpp takes the missing one from the dimensions and then asserts that both are the same.
        var valueSize = keys.OptionalCount(".attention.value_length", 1, MaximumDimensions) ?? dimensions / heads;
        if (valueSize != size) throw keys.Refuse(".attention.value_length", $"makes heads of {valueSize} values, but keys have {size}");
        foreach (var key in (string[])[".attention.key_length_swa", ".attention.value_length_swa"]) keys.OptionalCount(key, size.Value, size.Value);
        CheckRotary(keys, architecture.Rotary, size.Value);
        return size.Value;
    }

    private static void CheckRotary(ModelKeys keys, RotaryRule rule, int headSize)
    {
        if (rule == RotaryRule.None)
        {
            foreach (var key in (string[])[".rope.dimension_count", ".rope.dimension_count_swa"]) keys.OptionalCount(key, 0, MaximumDimensions);
            return;
        }

        var rotated = keys.OptionalCount(".rope.dimension_count", rule == RotaryRule.WholeHead ? headSize : 2, headSize) ?? headSize;
        if (rotated % 2 != 0) throw keys.Refuse(".rope.dimension_count", $"makes {rotated} rotated values; they come in pairs");
        keys.OptionalCount(".rope.dimension_count_swa", rotated, rotated);
    }
}
