using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Tests.TinyModels;

/// <summary>
/// Weights by chance, the same for the same seed. As large as trained ones' effect is, so that attention attends and every part of the
/// network shows in the vectors: a sum over n inputs of variance 1 has variance 1 again.
/// </summary>
internal sealed class RandomWeights(int seed)
{
    private const int BlockValues = 32; // of Q8_0

    private readonly Random _random = new(seed);

    /// <param name="matrices">F32, F16 or Q8_0.</param>
    public TinyTensor Fill(TensorPlan plan, GgufTensorType matrices)
    {
        var values = new float[plan.Shape.Aggregate(1L, (product, size) => product * size)];
        var (mean, deviation) = plan.Role switch
        {
            TensorRole.Matrix => (0.0, 1 / Math.Sqrt(plan.Shape[0])),
            TensorRole.Embedding => (0.0, 1.0),
            TensorRole.Scale => (1.0, 0.2),
            _ => (0.0, 0.2),
        };
        for (var i = 0; i < values.Length; i++) values[i] = (float)(mean + deviation * NextGaussian());
        var type = plan.Role is TensorRole.Matrix or TensorRole.Embedding ? matrices : GgufTensorType.F32;
        return new TinyTensor(plan.Name, type, plan.Shape, Encode(values, type));
    }

    private static byte[] Encode(float[] values, GgufTensorType type) => type switch
    {
        GgufTensorType.F32 => MemoryMarshal.AsBytes<float>(values).ToArray(),
        GgufTensorType.F16 => MemoryMarshal.AsBytes<Half>(Array.ConvertAll(values, value => (Half)value)).ToArray(),
        GgufTensorType.Q8_0 => EncodeQ8(values),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Tiny models are F32, F16 or Q8_0."),
    };

    /// <summary>Blocks of 32 values: their scale as F16, then a signed byte for each.</summary>
    private static byte[] EncodeQ8(float[] values)
    {
        var bytes = new byte[values.Length / BlockValues * (2 + BlockValues)];
        var to = bytes.AsSpan();
        foreach (var block in values.Chunk(BlockValues))
        {
            var scale = (Half)(block.Max(Math.Abs) / sbyte.MaxValue);
            BinaryPrimitives.WriteHalfLittleEndian(to, scale);
            for (var i = 0; i < block.Length; i++)
            {
                to[2 + i] = (byte)(sbyte)Math.Clamp(MathF.Round(block[i] / (float)scale), sbyte.MinValue, sbyte.MaxValue);
            }

            to = to[(2 + BlockValues)..];
        }

        return bytes;
    }

    /// <summary>Box and Muller's way.</summary>
    private double NextGaussian()
        => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
