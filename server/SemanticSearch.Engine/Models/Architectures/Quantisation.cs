namespace SemanticSearch.Engine.Models.Architectures;

/// <summary>How a model's weights were made small, under the name that users choose it by.</summary>
internal static class Quantisation
{
    /// <summary>general.file_type, llama.cpp's numbers.</summary>
    private static readonly Dictionary<int, string> Names = new()
    {
        [0] = "F32",
        [1] = "F16",
        [2] = "Q4_0",
        [3] = "Q4_1",
        [7] = "Q8_0",
        [8] = "Q5_0",
        [9] = "Q5_1",
        [10] = "Q2_K",
        [11] = "Q3_K_S",
        [12] = "Q3_K_M",
        [13] = "Q3_K_L",
        [14] = "Q4_K_S",
        [15] = "Q4_K_M",
        [16] = "Q5_K_S",
        [17] = "Q5_K_M",
        [18] = "Q6_K",
        [21] = "Q2_K_S",
        [25] = "IQ4_NL",
        [30] = "IQ4_XS",
        [32] = "BF16",
    };

    public static string Of(GgufFile file, ModelKeys keys)
    {
        if (keys.OptionalCount("general.file_type", 0, int.MaxValue) is { } type && Names.TryGetValue(type, out var name)) return name;
        var matrices = file.Tensors.Where(tensor => tensor.Shape.Count > 1).Select(tensor => tensor.Type).Distinct().ToList();
        return matrices.Count == 1 ? matrices[0].ToString() : "mixed";
    }
}
