using System.Buffers.Binary;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Models;

namespace SemanticSearch.Llama.Tests.Reference;

/// <summary>A model file's numbers, as plain ones.</summary>
internal sealed class ReferenceWeights(GgufFile file, FileStream stream)
{
    private const int Q8Values = 32;
    private const int Q8Bytes = 2 + Q8Values;

    private readonly Dictionary<string, double[]> _read = [];

    public bool Has(string name) => file.Tensors.Any(tensor => tensor.Name == name);

    public Matrix Matrix(string name)
    {
        var tensor = file.Tensor(name);
        return new Matrix((int)tensor.Shape[0], Read(tensor));
    }

    public double[] Vector(string name) => Read(file.Tensor(name));

    /// <returns>Null where the file has none of that name.</returns>
    public double[]? OptionalVector(string name) => Has(name) ? Vector(name) : null;

    private double[] Read(GgufTensor tensor)
    {
        if (_read.TryGetValue(tensor.Name, out var values)) return values;
        return _read[tensor.Name] = Decode(tensor);
    }

    private double[] Decode(GgufTensor tensor)
    {
        var bytes = new byte[tensor.ByteLength];
        file.ReadData(stream, tensor, bytes);
        return tensor.Type switch
        {
            GgufTensorType.F32 => Array.ConvertAll(MemoryMarshal.Cast<byte, float>(bytes).ToArray(), value => (double)value),
            GgufTensorType.F16 => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(bytes).ToArray(), value => (double)value),
            GgufTensorType.Q8_0 => [.. bytes.Chunk(Q8Bytes).SelectMany(ReadQ8)],
            _ => throw new NotSupportedException($"The reference does not read {tensor.Type}."),
        };
    }

    private static IEnumerable<double> ReadQ8(byte[] block)
    {
        var scale = (double)BinaryPrimitives.ReadHalfLittleEndian(block);
        return block.Skip(2).Select(value => scale * (sbyte)value);
    }
}

/// <summary>Row by row, a row of <paramref name="Inputs"/> values for each output.</summary>
internal sealed record Matrix(int Inputs, double[] Values)
{
    public ReadOnlySpan<double> Row(int row) => Values.AsSpan(row * Inputs, Inputs);

    public double[] Multiply(double[] input, double[]? bias = null)
    {
        var result = new double[Values.Length / Inputs];
        for (var row = 0; row < result.Length; row++)
        {
            var sum = bias?[row] ?? 0;
            var weights = Row(row);
            for (var i = 0; i < input.Length; i++) sum += weights[i] * input[i];
            result[row] = sum;
        }

        return result;
    }
}
