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
        var reader = new TermBagReader(data);
        var terms = new string[reader.Count];
        var frequencies = new byte[reader.Count];
        for (var i = 0; reader.Read(); i++)
        {
            terms[i] = reader.Term.ToString();
            frequencies[i] = reader.Frequency;
        }

        return new TermBag(terms, frequencies);
    }
}

/// <summary>Reads an encoded bag term by term, without a string for each.</summary>
internal ref struct TermBagReader
{
    private readonly ReadOnlySpan<byte> data;
    private char[] buffer = new char[TermAnalyzer.MaximumTerm];
    private int position, read, length;

    /// <exception cref="InvalidDataException">The bytes are not a whole bag; as for <see cref="Read"/>.</exception>
    public TermBagReader(ReadOnlySpan<byte> data)
    {
        this.data = data;
        var count = Varint.Read(data, ref position);
        if (count > data.Length) throw new InvalidDataException("A term bag claims more terms than it has bytes.");
        Count = (int)count;
    }

    public int Count { get; }

    public readonly ReadOnlySpan<char> Term => buffer.AsSpan(0, length);

    public byte Frequency { get; private set; }

    /// <returns>False when all terms have been read.</returns>
    public bool Read()
    {
        if (read == Count) return false;
        var bytes = Varint.Read(data, ref position);
        if (bytes >= data.Length - position) throw new InvalidDataException("A term bag ends inside a term.");
        if (buffer.Length < bytes) buffer = new char[bytes];
        length = Encoding.UTF8.GetChars(data.Slice(position, (int)bytes), buffer);
        position += (int)bytes;
        Frequency = data[position++];
        read++;
        return true;
    }
}
