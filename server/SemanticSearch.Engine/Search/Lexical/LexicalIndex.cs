using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Segments;

namespace SemanticSearch.Engine.Search.Lexical;

/// <summary>
/// BM25 over a snapshot. Number of chunks, their average length and a term's chunk count are those of the live chunks of the whole
/// index, so neither deletions nor merges change a score.
/// </summary>
/// <remarks>Term by term into one array of scores: no heap, no pointers to advance, and the score of any chunk is known afterwards.</remarks>
internal sealed class LexicalIndex(SqliteConnection connection, IndexSnapshot snapshot, RankingWeights weights) : IDisposable
{
    private readonly PostingCache cache = new(connection);
    private float[] scores = [];
    private float[] norms = [];
    private int normsOf = -1;

    /// <summary>By ordinal, of the last <see cref="Score"/>; 0 for a chunk that has none of the terms. Those of dead chunks mean nothing.</summary>
    public ReadOnlySpan<float> Scores => scores.AsSpan(0, snapshot.Capacity);

    public void Score(IReadOnlyList<string> terms, CancellationToken cancellation)
    {
        if (scores.Length < snapshot.Capacity) scores = new float[snapshot.Capacity];
        scores.AsSpan(0, snapshot.Capacity).Clear();
        if (snapshot.LiveCount == 0 || snapshot.TotalLength == 0) return;
        ComputeNorms();
        var lists = new PostingList[snapshot.Segments.Count];
        foreach (var term in terms)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < lists.Length; i++) lists[i] = cache.Find(term, snapshot.Segments[i].Image.Id);
            var idf = InverseFrequency(CountLive(term, lists));
            for (var i = 0; i < lists.Length; i++) Accumulate(lists[i], snapshot.Segments[i].Base, idf);
            foreach (var (index, frequency) in snapshot.Pending.Postings(term))
            {
                var at = snapshot.PendingBase + index;
                scores[at] += idf * frequency / (frequency + norms[at]);
            }
        }
    }

    /// <returns>How many live chunks have the term.</returns>
    public int CountLive(string term)
    {
        var lists = new PostingList[snapshot.Segments.Count];
        for (var i = 0; i < lists.Length; i++) lists[i] = cache.Find(term, snapshot.Segments[i].Image.Id);
        return CountLive(term, lists);
    }

    /// <returns>The best of those allowed that have any of the terms, best first.</returns>
    public Scored[] Top(int count, OrdinalSet allowed)
    {
        var top = new TopList(count);
        var all = Scores;
        var step = Vector<float>.Count;
        for (var start = 0; start < all.Length; start += step)
        {
            var threshold = Math.Max(0, top.Threshold);
            if (start + step <= all.Length && !Vector.GreaterThanAny(new Vector<float>(all[start..]), new Vector<float>(threshold))) continue;
            for (var at = start; at < Math.Min(start + step, all.Length); at++)
            {
                if (all[at] > threshold && allowed.Contains(at)) top.Offer(at, all[at]);
            }
        }

        return top.Take();
    }

    public void Dispose() => cache.Dispose();

    private void Accumulate(PostingList list, int origin, float idf)
    {
        var slots = list.Slots;
        var frequencies = list.Frequencies;
        if (slots.IsEmpty) return;

        // Slots ascend, so the last one bounds them all, and the loop needs no check of its own.
        var reach = slots[^1] + 1;
        ref var score = ref MemoryMarshal.GetReference(scores.AsSpan(origin, reach));
        ref var norm = ref MemoryMarshal.GetReference(norms.AsSpan(origin, reach));
        for (var i = 0; i < slots.Length; i++)
        {
            float frequency = frequencies[i];
            Unsafe.Add(ref score, slots[i]) +=
                idf * frequency / (frequency + Unsafe.Add(ref norm, slots[i]));
        }
    }

    private int CountLive(string term, PostingList[] lists)
    {
        var count = 0;
        for (var i = 0; i < lists.Length; i++)
        {
            var segment = snapshot.Segments[i];
            if (segment.DeadCount == 0)
            {
                count += lists[i].Count;
                continue;
            }

            foreach (var slot in lists[i].Slots)
            {
                if (snapshot.Live.Contains(segment.Base + slot)) count++;
            }
        }

        foreach (var (index, _) in snapshot.Pending.Postings(term))
        {
            if (snapshot.Live.Contains(snapshot.PendingBase + index)) count++;
        }

        return count;
    }

    private float InverseFrequency(int count) => (float)Math.Log(1 + ((snapshot.LiveCount - count + 0.5) / (count + 0.5)));

    private void ComputeNorms()
    {
        if (normsOf == snapshot.Revision) return;
        if (norms.Length < snapshot.Capacity) norms = new float[snapshot.Capacity];
        var average = (double)snapshot.TotalLength / snapshot.LiveCount;
        var fixedPart = (float)(weights.Bm25Saturation * (1 - weights.Bm25LengthShare));
        var perTerm = (float)(weights.Bm25Saturation * weights.Bm25LengthShare / average);
        foreach (var segment in snapshot.Segments) Fill(norms.AsSpan(segment.Base), segment.Image.Lengths, fixedPart, perTerm);
        Fill(norms.AsSpan(snapshot.PendingBase), snapshot.Pending.Lengths, fixedPart, perTerm);
        normsOf = snapshot.Revision;
    }

    private static void Fill(Span<float> norms, ReadOnlySpan<ushort> lengths, float fixedPart, float perTerm)
    {
        for (var i = 0; i < lengths.Length; i++) norms[i] = fixedPart + (perTerm * lengths[i]);
    }
}
