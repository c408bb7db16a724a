using System.Buffers;
using System.Text;

namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>A chunk's terms, each once, with how often each counts. Stored in <c>pending.terms</c>.</summary>
public sealed class TermBag
{
    /// <summary>A frequency is kept in one byte: beyond it BM25 has long saturated.</summary>
    public const int MaximumFrequency = byte.MaxValue;

    private readonly string[] terms;
    private readonly byte[] frequencies;

    public TermBag(string[] terms, byte[] frequencies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frequencies.Length, terms.Length);
        this.terms = terms;
        this.frequencies = frequencies;
        foreach (var frequency in frequencies) Length += frequency;
    }

    public ReadOnlySpan<string> Terms => terms;

    public ReadOnlySpan<byte> Frequencies => frequencies;

    /// <summary>Sum of the frequencies: the document length of BM25.</summary>
    public int Length { get; }

    /// <returns>Number of terms, then for each its length in UTF-8 bytes, those bytes, and its frequency; numbers as varints.</returns>
    public byte[] Encode()
    {
        var output = new ArrayBufferWriter<byte>(16 + (terms.Length * 10));
        Varint.Write(output, (uint)terms.Length);
        for (var i = 0; i < terms.Length; i++)
        {
            Varint.Write(output, (uint)Encoding.UTF8.GetByteCount(terms[i]));
            Encoding.UTF8.GetBytes(terms[i], output);
            output.GetSpan(1)[0] = frequencies[i];
            output.Advance(1);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not a whole bag.</exception>
    public static TermBag Decode(ReadOnlySpan<byte> data)
    {
        var position = 0;
        var count = Varint.Read(data, ref position);
        if (count > data.Length) throw new InvalidDataException("A term bag claims more terms than it has bytes.");
        var terms = new string[count];
        var frequencies = new byte[count];
        for (var i = 0; i < terms.Length; i++)
        {
            var length = Varint.Read(data, ref position);
            if (length >= data.Length - position) throw new InvalidDataException("A term bag ends inside a term.");
            terms[i] = Encoding.UTF8.GetString(data.Slice(position, (int)length));
            position += (int)length;
            frequencies[i] = data[position++];
        }

        return new TermBag(terms, frequencies);
    }
}
