using System.Buffers;

namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>
/// Where a term occurs in one segment: slots, ascending, and how often in each. Lies in a block of the table <c>postings</c>.
/// <para>
/// There are no block maxima to skip by: an exhaustive pass over the lists of eight words that stand in every third of 100,000
/// chunks stays far below its budget (see the benchmarks), and is exact and simple.
/// </para>
/// </summary>
public sealed class PostingList
{
    private readonly int[] slots;
    private readonly byte[] frequencies;

    public PostingList(int[] slots, byte[] frequencies)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frequencies.Length, slots.Length);
        this.slots = slots;
        this.frequencies = frequencies;
    }

    public static PostingList Empty { get; } = new([], []);

    public int Count => slots.Length;

    public ReadOnlySpan<int> Slots => slots;

    public ReadOnlySpan<byte> Frequencies => frequencies;

    /// <exception cref="InvalidDataException">The bytes are not a whole list.</exception>
    public static PostingList Decode(ReadOnlySpan<byte> data)
    {
        var position = 0;
        var count = Varint.Read(data, ref position);
        if (count > data.Length) throw new InvalidDataException("A posting list claims more entries than it has bytes.");
        var slots = new int[count];
        var frequencies = new byte[count];
        var slot = -1;
        for (var i = 0; i < slots.Length; i++)
        {
            var code = Varint.Read(data, ref position);
            slot += (int)(code >> 1);
            slots[i] = slot;
            if ((code & 1) != 0)
            {
                frequencies[i] = 1;
                continue;
            }

            if (position >= data.Length) throw new InvalidDataException("A posting list ends inside an entry.");
            frequencies[i] = data[position++];
        }

        return new PostingList(slots, frequencies);
    }
}

/// <summary>Encodes one <see cref="PostingList"/> after the other, entry by entry, slots ascending.</summary>
/// <remarks>
/// An entry is a varint of the distance to the slot before, doubled; its lowest bit says that the frequency is 1, as it mostly is,
/// otherwise the frequency follows in a byte. The number of entries goes first, so the bytes are put together at the end.
/// </remarks>
internal sealed class PostingListWriter
{
    private readonly ArrayBufferWriter<byte> entries = new();
    private readonly ArrayBufferWriter<byte> head = new(Varint.MaximumBytes);
    private int count;
    private int last = -1;

    public void Add(int slot, byte frequency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(slot, last);
        var distance = (uint)(slot - last) << 1;
        if (frequency == 1)
        {
            Varint.Write(entries, distance | 1);
        }
        else
        {
            Varint.Write(entries, distance);
            entries.GetSpan(1)[0] = frequency;
            entries.Advance(1);
        }

        last = slot;
        count++;
    }

    /// <returns>The list; the next one begins with no entry.</returns>
    public byte[] Take()
    {
        head.ResetWrittenCount();
        Varint.Write(head, (uint)count);
        byte[] list = [.. head.WrittenSpan, .. entries.WrittenSpan];
        entries.ResetWrittenCount();
        (count, last) = (0, -1);
        return list;
    }
}
