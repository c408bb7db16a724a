namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>What both networks are made of, for one token's vector at a time.</summary>
internal static class Layers
{
    public static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];

    public static double[] LayerNorm(double[] values, double[] scale, double[] bias, double epsilon)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + epsilon);
        return [.. values.Select((value, i) => (value - mean) / deviation * scale[i] + bias[i])];
    }

    public static double[] RmsNorm(double[] values, double[] scale, double epsilon)
    {
        var size = Math.Sqrt(values.Average(value => value * value) + epsilon);
        return [.. values.Select((value, i) => value / size * scale[i])];
    }

    /// <summary>SwiGLU: what goes up is let through by SiLU of the gate, and comes down again.</summary>
    public static double[] FeedForward(ReferenceWeights weights, string block, double[] input)
    {
        var gate = weights.Matrix(block + "ffn_gate.weight").Multiply(input);
        var up = weights.Matrix(block + "ffn_up.weight").Multiply(input);
        return weights.Matrix(block + "ffn_down.weight").Multiply([.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)]);
    }
}
