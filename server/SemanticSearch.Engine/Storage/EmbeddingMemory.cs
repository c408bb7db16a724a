using System.Buffers.Binary;

namespace SemanticSearch.Engine.Storage;

/// <summary>The embeddings used last, in memory, in front of the table that has them all. Shared by every reader of a process; safe to use from several threads.</summary>
/// <param name="budget">Bytes of vectors that are kept at most; 0 keeps none.</param>
public sealed class EmbeddingMemory(long budget)
{
    /// <summary>About what a process beside an editor can spare; the table answers within microseconds as well.</summary>
    public const long DefaultBudget = 8 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Fingerprint, UInt128 Hash), LinkedListNode<Entry>> _entries = [];

    /// <summary>The one used last stands first.</summary>
    private readonly LinkedList<Entry> _order = [];
    private long _bytes;
    private long _hits, _tableHits, _misses;

    /// <summary>Since the process started: found in memory, found in the table, not found.</summary>
    public CacheCounts Counts
    {
        get
        {
            lock (_gate) return new CacheCounts(_hits, _tableHits, _misses, _bytes);
        }
    }

    internal bool TryRead(string fingerprint, byte[] hash, Span<Half> values)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue((fingerprint, KeyOf(hash)), out var node)) return false;
            _hits++;
            _order.Remove(node);
            _order.AddFirst(node);
            node.Value.Values.CopyTo(values);
            return true;
        }
    }

    internal void Add(string fingerprint, byte[] hash, ReadOnlySpan<Half> values)
    {
        lock (_gate)
        {
            var key = (fingerprint, KeyOf(hash));
            if (_entries.ContainsKey(key)) return;
            var entry = new Entry(key, values.ToArray());
            if (entry.Bytes > budget) return;
            _entries.Add(key, _order.AddFirst(entry));
            _bytes += entry.Bytes;
            while (_bytes > budget)
            {
                var oldest = _order.Last!;
                _order.RemoveLast();
                _entries.Remove(oldest.Value.Key);
                _bytes -= oldest.Value.Bytes;
            }
        }
    }

    internal void CountTable(bool found)
    {
        lock (_gate)
        {
            if (found) _tableHits++;
            else _misses++;
        }
    }

    private static UInt128 KeyOf(byte[] hash) => BinaryPrimitives.ReadUInt128LittleEndian(hash);

    private sealed record Entry((string, UInt128) Key, Half[] Values)
    {
        /// <summary>With what the dictionary and the list need for it.</summary>
        public long Bytes => Values.Length * 2L + 160;
    }
}

/// <param name="Memory">Found in memory.</param>
/// <param name="Table">Found in the table.</param>
/// <param name="Missing">Not known: had to be computed.</param>
public readonly record struct CacheCounts(long Memory, long Table, long Missing, long Bytes)
{
    /// <summary>0 to 1; null before the first look-up.</summary>
    public double? HitRate => Memory + Table + Missing is > 0 and var all ? (double)(Memory + Table) / all : null;
}
