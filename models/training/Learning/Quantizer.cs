using System.Numerics.Tensors;
using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Training.Learning;

internal static class Quantizer
{
    /// <summary>Rounds each row to int8 with a scale of its own.</summary>
    public static StaticModel Quantize(IReadOnlyList<string> tokens, ReadOnlySpan<float> table, float pathWeight)
    {
        var dimensions = table.Length / tokens.Count;
        var rows = new sbyte[table.Length];
        var scales = new float[tokens.Count];
        for (var token = 0; token < tokens.Count; token++)
        {
            var row = table.Slice(token * dimensions, dimensions);
            var largest = MathF.Abs(TensorPrimitives.MaxMagnitude(row));
            if (largest == 0) continue;
            scales[token] = largest / sbyte.MaxValue;
            for (var d = 0; d < dimensions; d++) rows[token * dimensions + d] = (sbyte)MathF.Round(row[d] / scales[token]);
        }

        return new StaticModel([.. tokens], dimensions, rows, scales, pathWeight);
    }
}
