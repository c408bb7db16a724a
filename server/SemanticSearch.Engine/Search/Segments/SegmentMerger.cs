using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <param name="Count">Slots, dead ones included.</param>
/// <param name="Dead">Slots whose chunk is gone.</param>
public readonly record struct SegmentSize(long Id, int Count, int Dead)
{
    public int Live => Count - Dead;
}

/// <summary>Makes one segment of several, without their dead slots.</summary>
public static class SegmentMerger
{
    /// <summary>
    /// Live chunks in a merged segment. A term costs one look-up in each segment, so few are better; but one merge holds the write
    /// lock for as long as it rewrites this many.
    /// </summary>
    public const int MaximumChunks = 32_768;

    /// <summary>Small segments that are let lie before they are merged.</summary>
    private const int MaximumSmall = 8;

    /// <summary>Above it a segment is rewritten alone: its dead slots are scanned and scored for nothing.</summary>
    private const double MaximumDeadShare = 0.3;

    /// <returns>The segments that are worth merging now, in one merge; empty when there is nothing to gain.</returns>
    public static IReadOnlyList<long> Choose(IEnumerable<SegmentSize> segments)
    {
        var all = segments.OrderBy(segment => segment.Live).ThenBy(segment => segment.Id).ToList();
        var rotten = all.Where(segment => segment.Dead > segment.Count * MaximumDeadShare).ToList();
        var small = all.Where(segment => segment.Live <= MaximumChunks / 2).ToList();
        var candidates = small.Count > MaximumSmall ? small : rotten;
        var chosen = new List<long>();
        var total = 0;
        foreach (var segment in candidates)
        {
            if (chosen.Count > 0 && total + segment.Live > MaximumChunks) break;
            total += segment.Live;
            chosen.Add(segment.Id);
        }

        return chosen;
    }

    /// <returns>
    /// Segments that can be merged. Not those that have no codes yet in the generation that answers: a merge would take the others' codes from it for a while.
    /// </returns>
    public static IReadOnlyList<SegmentSize> ReadSizes(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT s.id, s.count, (SELECT count(*) FROM dead d WHERE d.segment = s.id) FROM segments s
            WHERE NOT EXISTS (SELECT 1 FROM generations g WHERE g.state = 'active' AND NOT EXISTS (SELECT 1 FROM codes c WHERE c.segment = s.id AND c.generation = g.id))
            ORDER BY s.id
            """;
        using var reader = command.ExecuteReader();
        var sizes = new List<SegmentSize>();
        while (reader.Read()) sizes.Add(new SegmentSize(reader.GetInt64(0), reader.GetInt32(1), reader.GetInt32(2)));
        return sizes;
    }

    /// <summary>Merges in the caller's transaction. Memory: the merged segment's codes, and one term's lists at a time.</summary>
    public static void Run(SqliteConnection connection, IReadOnlyList<long> segments, CancellationToken cancellation)
    {
        if (segments.Count == 0) return;
        var builder = new SegmentBuilder();
        var newSlots = new Dictionary<long, int[]>();
        foreach (var segment in segments) newSlots.Add(segment, AddLiveChunks(connection, segment, builder));
        if (builder.Count > 0)
        {
            var merged = builder.Write(connection);
            MergePostings(connection, merged, newSlots, cancellation);
            foreach (var generation in Generations.Live(connection))
            {
                // Some segment has none yet, or damaged ones: they are made of the vectors, when all of those are there.
                if (!TryMergeCodes(connection, merged, newSlots, builder.Count, generation, cancellation))
                    SegmentCodes.Write(connection, merged, builder.ChunkIds, new HashSet<int>(), generation);
            }
        }

        foreach (var table in (string[])["postings", "codes", "dead"]) Execute(connection, $"DELETE FROM {table} WHERE segment IN ({Join(segments)})");
        Execute(connection, $"DELETE FROM segments WHERE id IN ({Join(segments)})");
    }

    /// <returns>For each slot of the segment its new slot, -1 for a dead one.</returns>
    private static int[] AddLiveChunks(SqliteConnection connection, long id, SegmentBuilder builder)
    {
        var segment = SegmentImage.Read(connection, id);
        var slots = new int[segment.Count];
        var dead = SegmentImage.ReadDead(connection, id);
        for (var slot = 0; slot < slots.Length; slot++)
        {
            slots[slot] = dead.Contains(slot) ? -1 : builder.Add(segment.ChunkIds[slot], segment.FileIds[slot], segment.Lengths[slot]);
        }

        return slots;
    }

    private static void MergePostings(SqliteConnection connection, long merged, Dictionary<long, int[]> newSlots, CancellationToken cancellation)
    {
        using var blocks = new PostingBlockWriter(connection, merged);
        var writer = new PostingListWriter();
        var cursors = newSlots.Keys.Select(segment => new PostingCursor(connection, segment)).ToList();
        try
        {
            var reading = cursors.Where(cursor => cursor.Read()).ToList();
            var entries = new List<(int Slot, byte Frequency)>();
            while (reading.Count > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                var term = Smallest(reading).ToArray();
                for (var i = reading.Count - 1; i >= 0; i--)
                {
                    if (!reading[i].Term.SequenceEqual(term)) continue;
                    AddLive(PostingList.Decode(reading[i].List), newSlots[reading[i].Segment], entries);
                    if (!reading[i].Read()) reading.RemoveAt(i);
                }

                WriteTerm(blocks, writer, term, entries);
            }

            blocks.Flush();
        }
        finally
        {
            foreach (var cursor in cursors) cursor.Dispose();
        }
    }

    private static ReadOnlySpan<byte> Smallest(List<PostingCursor> cursors)
    {
        var smallest = cursors[0].Term;
        foreach (var cursor in cursors)
        {
            if (cursor.Term.SequenceCompareTo(smallest) < 0) smallest = cursor.Term;
        }

        return smallest;
    }

    private static void AddLive(PostingList list, int[] newSlots, List<(int Slot, byte Frequency)> entries)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (newSlots[list.Slots[i]] is >= 0 and var slot) entries.Add((slot, list.Frequencies[i]));
        }
    }

    private static void WriteTerm(PostingBlockWriter blocks, PostingListWriter writer, byte[] term, List<(int Slot, byte Frequency)> entries)
    {
        if (entries.Count == 0) return;

        // Cursors are visited in any order, and their slots were given out in that of the request.
        entries.Sort(static (left, right) => left.Slot.CompareTo(right.Slot));
        foreach (var (slot, frequency) in entries) writer.Add(slot, frequency);
        blocks.Add(term, writer.Take());
        entries.Clear();
    }

    private static bool TryMergeCodes(
        SqliteConnection connection, long merged, Dictionary<long, int[]> newSlots, int count, Generation generation, CancellationToken cancellation)
    {
        var codes = new byte[count * generation.Dimensions];
        var scales = new float[count];
        foreach (var (segment, slots) in newSlots)
        {
            cancellation.ThrowIfCancellationRequested();
            if (SegmentImage.ReadCodes(connection, segment, generation, slots.Length) is not { } old) return false;
            for (var slot = 0; slot < slots.Length; slot++)
            {
                if (slots[slot] < 0) continue;
                scales[slots[slot]] = old.Scales[slot];
                old.Row(slot).CopyTo(MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan(slots[slot] * generation.Dimensions)));
            }
        }

        SegmentCodes.Insert(connection, merged, generation.Id, scales, codes);
        return true;
    }

    private static string Join(IEnumerable<long> ids) => string.Join(',', ids);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
