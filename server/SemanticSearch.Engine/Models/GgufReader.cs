using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace SemanticSearch.Engine.Models;

/// <summary>
/// Reads the header of a GGUF file (version 3, little-endian). Nothing in the file is trusted: every count and length is checked
/// against the bytes that are left before anything is allocated, so a damaged file costs an exception and never memory.
/// </summary>
public sealed class GgufReader
{
    private const int MaximumArrayDepth = 4;
    private const int MaximumNameBytes = 65_535; // the specification's limit for keys
    private const int SmallestTensorBytes = 8 + 4 + 8 + 4 + 8; // name length, dimension count, one size, type, offset
    private const int SmallestEntryBytes = 8 + 4 + 1; // key length, type, a value of one byte

    /// <summary>
    /// Header that is read at all. The largest vocabularies take 20 MB; a file of gigabytes could otherwise have gigabytes of it decoded.
    /// </summary>
    private const int MaximumHeaderBytes = 64 << 20;
    private const int MaximumThings = 65_536; // metadata entries, tensors: hundreds in real models

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream stream;
    private readonly long length;
    private readonly long headerLimit;
    private long position;

    private GgufReader(Stream stream)
    {
        this.stream = stream;
        length = stream.Length;
        headerLimit = Math.Min(length, MaximumHeaderBytes);
    }

    /// <param name="stream">Seekable; read from its start.</param>
    /// <exception cref="ModelFormatException">The file is not GGUF version 3 or is damaged.</exception>
    public static GgufFile Read(Stream stream)
    {
        stream.Position = 0;
        return new GgufReader(new BufferedStream(stream, 1 << 16)).ReadFile();
    }

    private GgufFile ReadFile()
    {
        if (length < 24) throw Damaged($"it has {length} bytes, too few for a header");
        var magic = ReadUInt32();
        if (magic != GgufLayout.Magic)
        {
            throw new ModelFormatException("The file is not a GGUF model (it does not start with 'GGUF'). Name a .gguf file.");
        }

        var version = ReadUInt32();
        if (version != GgufLayout.Version)
        {
            throw new ModelFormatException(
                $"The model is GGUF version {version}; only version 3, little-endian, is read. Convert it with a current llama.cpp.");
        }

        var tensorCount = ReadCount(SmallestTensorBytes, "tensors", MaximumThings);
        var entryCount = ReadCount(SmallestEntryBytes, "metadata entries", MaximumThings);
        var metadata = new Dictionary<string, object>(StringComparer.Ordinal);
        for (var i = 0; i < entryCount; i++)
        {
            var key = ReadName();
            if (!metadata.TryAdd(key, ReadValue(ReadType(), depth: 0))) throw Damaged($"metadata '{key}' is there twice");
        }

        var alignment = AlignmentOf(metadata);
        var tensors = new GgufTensor[tensorCount];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = ReadTensor(alignment);
        var dataOffset = RoundUp(position, alignment);
        CheckTensors(tensors, dataOffset);
        return new GgufFile(metadata, tensors, alignment, dataOffset);
    }

    private static int AlignmentOf(Dictionary<string, object> metadata)
    {
        if (!metadata.TryGetValue(GgufLayout.AlignmentKey, out var value)) return GgufLayout.DefaultAlignment;
        return value is uint alignment and >= 8 and <= 65_536 && (alignment & (alignment - 1)) == 0
            ? (int)alignment
            : throw Damaged($"its alignment {value} is not a power of two from 8 to 65,536");
    }

    private static long RoundUp(long value, int alignment) => (value + alignment - 1) / alignment * alignment;

    private void CheckTensors(GgufTensor[] tensors, long dataOffset)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        long end = 0;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Offset))
        {
            if (!names.Add(tensor.Name)) throw Damaged($"tensor '{tensor.Name}' is there twice");
            if (tensor.Offset < end) throw Damaged($"tensor '{tensor.Name}' overlaps the one before it");
            end = tensor.Offset + tensor.ByteLength;
            if (end > length - dataOffset)
            {
                throw Damaged(
                    $"tensor '{tensor.Name}' ends at byte {dataOffset + end}, but the file has {length} (was it downloaded to the end?)");
            }
        }
    }

    private GgufTensor ReadTensor(int alignment)
    {
        var name = ReadName();
        var dimensions = ReadUInt32();
        if (dimensions is 0 or > GgufLayout.MaximumDimensions)
        {
            throw Damaged($"tensor '{name}' has {dimensions} dimensions, 1 to 4 are allowed");
        }

        var shape = new long[dimensions];
        long values = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            var size = ReadUInt64();
            if (size is 0 or > int.MaxValue) throw Damaged($"tensor '{name}' has a dimension of {size}");
            shape[i] = (long)size;
            if (values > long.MaxValue / 512 / shape[i]) throw Damaged($"tensor '{name}' is larger than any file");
            values *= shape[i];
        }

        var type = (GgufTensorType)ReadUInt32();
        var (blockValues, blockBytes) = GgufLayout.BlockOf(type);
        if (blockValues == 0) throw Damaged($"tensor '{name}' has the unknown type {(uint)type}");
        if (shape[0] % blockValues != 0)
        {
            throw Damaged($"tensor '{name}' has rows of {shape[0]} values, not a multiple of {type}'s {blockValues}");
        }

        var offset = ReadUInt64();
        if (offset > long.MaxValue / 2 || offset % (ulong)alignment != 0)
        {
            throw Damaged($"tensor '{name}' is at the impossible offset {offset}");
        }

        return new GgufTensor(name, type, shape, (long)offset, values / blockValues * blockBytes);
    }

    private object ReadValue(GgufValueType type, int depth) => type switch
    {
        GgufValueType.UInt8 => ReadByte(),
        GgufValueType.Int8 => (sbyte)ReadByte(),
        GgufValueType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(Take(stackalloc byte[2])),
        GgufValueType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(Take(stackalloc byte[2])),
        GgufValueType.UInt32 => ReadUInt32(),
        GgufValueType.Int32 => (int)ReadUInt32(),
        GgufValueType.Float32 => BitConverter.UInt32BitsToSingle(ReadUInt32()),
        GgufValueType.Bool => ReadByte() switch { 0 => false, 1 => true, var other => throw Damaged($"a Boolean has the value {other}") },
        GgufValueType.String => ReadString(int.MaxValue),
        GgufValueType.Array => ReadArray(depth),
        GgufValueType.UInt64 => ReadUInt64(),
        GgufValueType.Int64 => (long)ReadUInt64(),
        GgufValueType.Float64 => BitConverter.UInt64BitsToDouble(ReadUInt64()),
        _ => throw Damaged($"a metadata value has the unknown type {(uint)type}"),
    };

    private object ReadArray(int depth)
    {
        if (depth == MaximumArrayDepth) throw Damaged($"arrays are nested more than {MaximumArrayDepth} deep");
        var type = ReadType();
        var smallest = type switch
        {
            GgufValueType.String => 8,
            GgufValueType.Array => 12,
            _ => GgufLayout.SizeOf(type),
        };
        if (smallest < 0) throw Damaged($"an array has elements of the unknown type {(uint)type}");
        var count = ReadCount(smallest, "array elements");
        if (type == GgufValueType.String)
        {
            var strings = new string[count];
            for (var i = 0; i < strings.Length; i++) strings[i] = ReadString(int.MaxValue);
            return strings;
        }

        return type switch
        {
            GgufValueType.UInt8 or GgufValueType.Bool => ReadScalars<byte>(count),
            GgufValueType.Int8 => ReadScalars<sbyte>(count),
            GgufValueType.UInt16 => ReadScalars<ushort>(count),
            GgufValueType.Int16 => ReadScalars<short>(count),
            GgufValueType.UInt32 => ReadScalars<uint>(count),
            GgufValueType.Int32 => ReadScalars<int>(count),
            GgufValueType.Float32 => ReadScalars<float>(count),
            GgufValueType.UInt64 => ReadScalars<ulong>(count),
            GgufValueType.Int64 => ReadScalars<long>(count),
            GgufValueType.Float64 => ReadScalars<double>(count),
            _ => ReadArrays(count, depth),
        };
    }

    private T[] ReadScalars<T>(int count)
        where T : unmanaged
    {
        var values = new T[count];
        Take(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private object[] ReadArrays(int count, int depth)
    {
        var values = new object[count];
        for (var i = 0; i < values.Length; i++) values[i] = ReadArray(depth + 1);
        return values;
    }

    /// <summary>A count of things that take at least <paramref name="smallestBytes"/> each of what is left of the file.</summary>
    private int ReadCount(int smallestBytes, string what, int maximum = MaximumHeaderBytes)
    {
        var count = ReadUInt64();
        if (count > (ulong)maximum) throw Damaged($"it claims {count} {what}, no model has more than {maximum}");
        return count <= (ulong)((headerLimit - position) / smallestBytes)
            ? (int)count
            : throw Damaged($"it claims {count} {what}, but only {headerLimit - position} bytes {(headerLimit < length ? "of header " : "")}follow");
    }

    /// <summary>
    /// A key or a tensor's name. A C program reads it to its first zero byte: one that has more behind it would mean another thing there.
    /// </summary>
    private string ReadName()
    {
        var name = ReadString(MaximumNameBytes);
        return name.Contains('\0') ? throw Damaged($"the name '{name.Replace('\0', '·')}' has a zero byte in it") : name;
    }

    private string ReadString(int maximumBytes)
    {
        var bytes = ReadUInt64();
        if (bytes > (ulong)Math.Min(headerLimit - position, maximumBytes)) throw Damaged($"a text claims {bytes} bytes at byte {position}");
        var buffer = bytes <= 256 ? stackalloc byte[(int)bytes] : new byte[bytes];
        try
        {
            return StrictUtf8.GetString(Take(buffer));
        }
        catch (DecoderFallbackException cause)
        {
            throw new ModelFormatException(
                $"The model is damaged: the text before byte {position} is not UTF-8. Get the file again.", cause);
        }
    }

    private GgufValueType ReadType() => (GgufValueType)ReadUInt32();

    private byte ReadByte() => Take(stackalloc byte[1])[0];

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(stackalloc byte[4]));

    private ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(stackalloc byte[8]));

    private Span<byte> Take(Span<byte> buffer)
    {
        if (buffer.Length > length - position) throw Damaged($"it ends at byte {length}, inside its header");
        if (buffer.Length > headerLimit - position) throw Damaged($"its header is longer than {MaximumHeaderBytes >> 20} MB, which no model's is");
        if (stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw Damaged($"it became shorter while it was read, after byte {position}");
        }

        position += buffer.Length;
        return buffer;
    }

    private static ModelFormatException Damaged(string what) => new($"The model is damaged: {what}. Get the file again.");
}
