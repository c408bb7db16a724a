namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>Keys that llama.cpp reads for every architecture, beside the sizes.</summary>
internal static class NetworkKeys
{
    private const float MaximumEpsilon = 0.1f;
    private const float MaximumFactor = 1e6f;
    private const float MaximumRotaryBase = 1e12f;

    /// <summary>Only those that need no tensors or keys of their own.</summary>
    private static readonly string[] RopeScalings = ["none", "linear", "yarn"];

    /// <exception cref="ModelFormatException">One of them is missing, or is what llama.cpp does not survive.</exception>
    public static void Check(ModelKeys keys, ModelArchitecture architecture, ModelShape shape)
    {
        keys.Number(architecture.Epsilon, float.Epsilon, MaximumEpsilon);
        var causal = keys.OptionalFlag(".attention.causal");
        if (architecture.LooksBothWays && causal != false)
        {
            throw keys.Refuse(".attention.causal", $"has to be false in a {architecture.Name} model");
        }

        keys.OptionalCount(".embedding_length_out", shape.Dimensions, shape.Dimensions);
        keys.OptionalCount(".vocab_size", 0, int.MaxValue);
        keys.OptionalCount(".nextn_predict_layers", 0, 0);
        if (!architecture.MixesExperts) RefuseExperts(keys, ".expert_count", ".expert_used_count");
        RefuseExperts(keys, ".expert_group_count", ".expert_group_used_count");
        CheckRotary(keys, shape);
    }

    private static void RefuseExperts(ModelKeys keys, params ReadOnlySpan<string> names)
    {
        foreach (var key in names)
        {
            if (keys.OptionalCount(key, 0, int.MaxValue) > 0) throw keys.Refuse(key, "is for a mixture of experts, which is not supported here");
        }
    }

    private static void CheckRotary(ModelKeys keys, ModelShape shape)
    {
        var scaling = keys.OptionalText(".rope.scaling.type");
        if (scaling is not null && !RopeScalings.Contains(scaling))
        {
            throw keys.Refuse(".rope.scaling.type", $"is {ModelKeys.Quoted(scaling)}; {string.Join(", ", RopeScalings)} are supported");
        }

        foreach (var key in (string[])[".rope.freq_base", ".rope.freq_base_swa"]) keys.OptionalNumber(key, float.Epsilon, MaximumRotaryBase);
        foreach (var key in (string[])[".rope.scaling.factor", ".rope.scale_linear", ".rope.scaling.attn_factor", ".rope.scaling.alpha"])
        {
            keys.OptionalNumber(key, 0, MaximumFactor);
        }

        keys.OptionalCount(".rope.scaling.original_context_length", 1, shape.Context);
        keys.OptionalFlag(".rope.scaling.finetuned");
    }
}
