using System.Numerics;

namespace SemanticSearch.Engine.Search;

/// <summary>A set of ordinals as bits.</summary>
public sealed class OrdinalSet(int capacity)
{
    private readonly ulong[] bits = new ulong[(capacity + 63) / 64];

    public int Capacity { get; } = capacity;

    public bool Contains(int ordinal) => (bits[ordinal >> 6] & (1UL << ordinal)) != 0;

    public void Add(int ordinal) => bits[ordinal >> 6] |= 1UL << ordinal;

    public void Remove(int ordinal) => bits[ordinal >> 6] &= ~(1UL << ordinal);

    public void AddRange(int start, int count)
    {
        var end = start + count;
        for (; start < end && (start & 63) != 0; start++) Add(start);
        for (; start + 64 <= end; start += 64) bits[start >> 6] = ulong.MaxValue;
        for (; start < end; start++) Add(start);
    }

    public int Count()
    {
        var sum = 0;
        foreach (var word in bits) sum += BitOperations.PopCount(word);
        return sum;
    }
}
