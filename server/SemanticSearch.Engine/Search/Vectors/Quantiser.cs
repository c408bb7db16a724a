using System.Numerics.Tensors;

namespace SemanticSearch.Engine.Search.Vectors;

/// <summary>Float vectors as int8 codes with one scale for each: value ≈ code × scale.</summary>
public static class Quantiser
{
    /// <summary>
    /// Codes keep to ±127. Without -128 a code has a positive twin, which the AVX2 kernel needs, and two products of codes
    /// fit into 16 bits together.
    /// </summary>
    public const int MaximumCode = 127;

    /// <param name="codes">Room for as many values as the vector has.</param>
    /// <returns>The scale; 0 for a zero vector (and for one with a value that is no number), whose codes are all 0.</returns>
    public static float Quantise(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        var largest = Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (!float.IsFinite(largest) || largest == 0)
        {
            codes[..vector.Length].Clear();
            return 0;
        }

        var factor = MaximumCode / largest;
        for (var i = 0; i < vector.Length; i++)
            codes[i] = (sbyte)Math.Clamp(MathF.Round(vector[i] * factor), -MaximumCode, MaximumCode);
        return largest / MaximumCode;
    }
}
