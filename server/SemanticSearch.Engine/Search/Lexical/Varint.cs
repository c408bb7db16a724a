using System.Buffers;

namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>Unsigned 32-bit numbers in one to five bytes, seven bits each, lowest first.</summary>
internal static class Varint
{
    public const int MaximumBytes = 5;

    public static void Write(ArrayBufferWriter<byte> output, uint value)
    {
        var span = output.GetSpan(MaximumBytes);
        var written = 0;
        while (value >= 0x80)
        {
            span[written++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[written++] = (byte)value;
        output.Advance(written);
    }

    /// <exception cref="InvalidDataException">The data ends inside the number, or it has more than 32 bits.</exception>
    public static uint Read(ReadOnlySpan<byte> data, ref int position)
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if ((uint)position >= (uint)data.Length) throw new InvalidDataException("The data ends inside a number.");
            uint next = data[position++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw new InvalidDataException("A number has more than 32 bits.");
    }
}
