using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Models;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// Random values in ggml's own blocks: what is an integer is any, and the scales are such that the values' mean is about 0 and their deviation
/// about <see cref="Deviation"/>, so that nothing grows beyond bounds on its way through the layers.
/// </summary>
internal sealed class RandomBlocks(int seed)
{
    /// <summary>What such networks are initialised with.</summary>
    private const double Deviation = 0.02;

    private const int WriteBytes = 1 << 20;
    private const int BlockValues = 256; // of Q4_K and Q6_K

    // Deviations of a value whose scale is 1. An integer of n equally likely values has (n² − 1) / 12 as variance.
    private const double SignedByteDeviation = 73.9;
    private const double Q4KDeviation = 258.3; // of scale (6 bits) × value (4 bits) − 7.5 × minimum (6 bits)
    private const double Q4KMeanValue = 7.5;
    private const double Q6KDeviation = 1_365; // of scale (8 bits) × value (6 bits)

    private readonly Random _random = new(seed);

    /// <summary>Every number of 16 bits as a value between ±√3 deviations.</summary>
    private readonly Half[] _halves = [.. Enumerable.Range(0, 1 << 16).Select(bits => (Half)((bits / 65_535.0 - 0.5) * Math.Sqrt(12) * Deviation))];

    /// <param name="values">In the whole tensor.</param>
    public void Write(Stream stream, GgufTensorType type, TensorRole role, long values)
    {
        if (type == GgufTensorType.F32)
        {
            var same = new float[values];
            Array.Fill(same, role == TensorRole.Scale ? 1f : 0f);
            stream.Write(MemoryMarshal.AsBytes<float>(same));
            return;
        }

        var (blockValues, blockBytes) = type switch
        {
            GgufTensorType.F16 => (1, 2),
            GgufTensorType.Q8_0 => (32, 34),
            GgufTensorType.Q4_K => (BlockValues, 144),
            GgufTensorType.Q6_K => (BlockValues, 210),
            _ => throw new NotSupportedException($"Random tensors of type {type} are not needed by any kind of model."),
        };
        var buffer = new byte[WriteBytes / blockBytes * blockBytes];
        for (var left = values / blockValues * blockBytes; left > 0;)
        {
            var bytes = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            _random.NextBytes(bytes);
            MakeSane(bytes, type, blockBytes);
            stream.Write(bytes);
            left -= bytes.Length;
        }
    }

    private void MakeSane(Span<byte> bytes, GgufTensorType type, int blockBytes)
    {
        if (type == GgufTensorType.F16)
        {
            foreach (ref var half in MemoryMarshal.Cast<byte, ushort>(bytes)) half = BitConverter.HalfToUInt16Bits(_halves[half]);
            return;
        }

        for (; !bytes.IsEmpty; bytes = bytes[blockBytes..])
        {
            switch (type)
            {
                case GgufTensorType.Q8_0:
                    BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)(Deviation / SignedByteDeviation));
                    break;
                case GgufTensorType.Q4_K: // scale, scale of the minima, then integers
                    BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)(Deviation / Q4KDeviation));
                    BinaryPrimitives.WriteHalfLittleEndian(bytes[2..], (Half)(Deviation / Q4KDeviation * Q4KMeanValue));
                    break;
                default: // Q6_K: integers, then the scale
                    BinaryPrimitives.WriteHalfLittleEndian(bytes[(blockBytes - 2)..], (Half)(Deviation / Q6KDeviation));
                    break;
            }
        }
    }
}
