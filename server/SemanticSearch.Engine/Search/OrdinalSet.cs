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
        for (var ordinal = start; ordinal < start + count; ordinal++) Add(ordinal);
    }

    public int Count()
    {
        var sum = 0;
        foreach (var word in bits) sum += BitOperations.PopCount(word);
        return sum;
    }
}
