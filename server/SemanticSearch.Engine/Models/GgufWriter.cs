using System.Text;

namespace SemanticSearch.Engine.Models;

/// <summary>Writes GGUF version 3: metadata in the order it was added, then tensors, each at an aligned offset.</summary>
public sealed class GgufWriter
{
    private readonly List<(string Key, object Value)> metadata = [];
    private readonly List<(string Name, GgufTensorType Type, long[] Shape, long Length, Action<Stream> Write)> tensors = [];

    /// <param name="value">A scalar of a GGUF type, a string, or an array of one of them.</param>
    public void Add(string key, object value) => metadata.Add((key, value));

    /// <param name="shape">The fastest-moving dimension first.</param>
    /// <param name="data">The tensor's bytes, little-endian.</param>
    public void AddTensor(string name, GgufTensorType type, long[] shape, ReadOnlyMemory<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(data.Length, LengthOf(type, shape));
        AddTensor(name, type, shape, stream => stream.Write(data.Span));
    }

    /// <summary>Adds a tensor that need not be in memory as a whole.</summary>
    /// <param name="write">Writes exactly the tensor's bytes, when its turn comes.</param>
    /// <inheritdoc cref="AddTensor(string, GgufTensorType, long[], ReadOnlyMemory{byte})"/>
    public void AddTensor(string name, GgufTensorType type, long[] shape, Action<Stream> write)
        => tensors.Add((name, type, shape, LengthOf(type, shape), write));

    /// <param name="stream">Seekable, at the place where the model is to begin: its start.</param>
    /// <exception cref="InvalidOperationException">A tensor wrote another number of bytes than it has.</exception>
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

        var offset = 0L;
        foreach (var (name, type, shape, length, _) in tensors)
        {
            WriteString(writer, name);
            writer.Write((uint)shape.Length);
            foreach (var size in shape) writer.Write((ulong)size);
            writer.Write((uint)type);
            writer.Write((ulong)offset);
            offset += length + Padding(length);
        }

        writer.Flush();
        stream.Write(new byte[Padding(stream.Position)]);
        foreach (var (name, _, _, length, write) in tensors)
        {
            var start = stream.Position;
            write(stream);
            if (stream.Position - start != length)
            {
                throw new InvalidOperationException($"Tensor '{name}' has {length} bytes, but {stream.Position - start} were written.");
            }

            stream.Write(new byte[Padding(length)]);
        }
    }

    private static long LengthOf(GgufTensorType type, long[] shape)
    {
        var (values, bytes) = GgufLayout.BlockOf(type);
        return shape.Aggregate(1L, (product, size) => product * size) / values * bytes;
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
