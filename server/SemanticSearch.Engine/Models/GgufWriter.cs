using System.Text;

namespace SemanticSearch.Engine.Models;

/// <summary>Writes GGUF version 3: metadata in the order it was added, then tensors, each at an aligned offset.</summary>
public sealed class GgufWriter
{
    private readonly List<(string Key, object Value)> metadata = [];
    private readonly List<(string Name, GgufTensorType Type, long[] Shape, ReadOnlyMemory<byte> Data)> tensors = [];

    /// <param name="value">A scalar of a GGUF type, a string, or an array of one of them.</param>
    public void Add(string key, object value) => metadata.Add((key, value));

    /// <param name="shape">The fastest-moving dimension first.</param>
    /// <param name="data">The tensor's bytes, little-endian.</param>
    public void AddTensor(string name, GgufTensorType type, long[] shape, ReadOnlyMemory<byte> data)
    {
        var (values, bytes) = GgufLayout.BlockOf(type);
        var expected = shape.Aggregate(1L, (product, size) => product * size) / values * bytes;
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, expected);
        tensors.Add((name, type, shape, data));
    }

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(GgufLayout.Magic);
        writer.Write(GgufLayout.Version);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)metadata.Count);
        foreach (var (key, value) in metadata)
        {
            WriteString(writer, key);
            writer.Write((uint)TypeOf(value.GetType()));
            WriteValue(writer, value);
        }

        long offset = 0;
        foreach (var (name, type, shape, data) in tensors)
        {
            WriteString(writer, name);
            writer.Write((uint)shape.Length);
            foreach (var size in shape) writer.Write((ulong)size);
            writer.Write((uint)type);
            writer.Write((ulong)offset);
            offset += data.Length + Padding(data.Length);
        }

        writer.Flush();
        writer.Write(new byte[Padding(stream.Position)]);
        foreach (var (_, _, _, data) in tensors)
        {
            writer.Write(data.Span);
            writer.Write(new byte[Padding(data.Length)]);
        }
    }

    private int Padding(long length)
    {
        var alignment = (int)(uint)(
            metadata.FirstOrDefault(entry => entry.Key == GgufLayout.AlignmentKey).Value ?? (uint)GgufLayout.DefaultAlignment);
        return (int)((alignment - length % alignment) % alignment);
    }

    private static GgufValueType TypeOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => GgufValueType.UInt8,
        TypeCode.SByte => GgufValueType.Int8,
        TypeCode.UInt16 => GgufValueType.UInt16,
        TypeCode.Int16 => GgufValueType.Int16,
        TypeCode.UInt32 => GgufValueType.UInt32,
        TypeCode.Int32 => GgufValueType.Int32,
        TypeCode.Single => GgufValueType.Float32,
        TypeCode.Boolean => GgufValueType.Bool,
        TypeCode.String => GgufValueType.String,
        TypeCode.UInt64 => GgufValueType.UInt64,
        TypeCode.Int64 => GgufValueType.Int64,
        TypeCode.Double => GgufValueType.Float64,
        _ when type.IsArray => GgufValueType.Array,
        _ => throw new ArgumentException($"GGUF has no type for {type}.", nameof(type)),
    };

    private static void WriteValue(BinaryWriter writer, object value)
    {
        switch (value)
        {
            case byte number: writer.Write(number); break;
            case sbyte number: writer.Write(number); break;
            case ushort number: writer.Write(number); break;
            case short number: writer.Write(number); break;
            case uint number: writer.Write(number); break;
            case int number: writer.Write(number); break;
            case float number: writer.Write(number); break;
            case bool truth: writer.Write(truth); break;
            case string text: WriteString(writer, text); break;
            case ulong number: writer.Write(number); break;
            case long number: writer.Write(number); break;
            case double number: writer.Write(number); break;
            case Array array:
                writer.Write((uint)TypeOf(array.GetType().GetElementType()!));
                writer.Write((ulong)array.Length);
                foreach (var element in array) WriteValue(writer, element);
                break;
        }
    }

    private static void WriteString(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
