using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Integrity;

/// <summary>Finds segments whose lists, postings and chunks do not belong together, and chunks that are in none.</summary>
internal sealed class SegmentCheck(IndexDatabase database)
{
    public IEnumerable<Damage> Run(CancellationToken cancellation)
    {
        var places = ReadPlaces();
        foreach (var segment in database.Numbers("SELECT id FROM segments ORDER BY id"))
        {
            cancellation.ThrowIfCancellationRequested();
            places.Remove(segment, out var held);
            if (FindFault(segment, held ?? []) is { } fault) yield return new Damage(IndexPart.Segment, segment, null, fault);
        }

        foreach (var (_, chunk) in places.Values.SelectMany(held => held)) yield return Lost(chunk);
        foreach (var chunk in database.Numbers("SELECT id FROM chunks WHERE segment IS NULL AND id NOT IN (SELECT chunk_id FROM pending)")) yield return Lost(chunk);
    }

    private static Damage Lost(long chunk) => new(IndexPart.Chunk, chunk, null, "is in no segment");

    /// <returns>For each segment, which chunk says that it stands in which slot.</returns>
    private Dictionary<long, List<(int Slot, long Chunk)>> ReadPlaces()
    {
        using var command = database.Command("SELECT segment, slot, id FROM chunks WHERE segment IS NOT NULL");
        using var row = command.ExecuteReader();
        var places = new Dictionary<long, List<(int, long)>>();
        while (row.Read())
        {
            if (!places.TryGetValue(row.GetInt64(0), out var held)) places.Add(row.GetInt64(0), held = []);
            held.Add((row.IsDBNull(1) ? -1 : row.GetInt32(1), row.GetInt64(2)));
        }

        return places;
    }

    private string? FindFault(long segment, List<(int Slot, long Chunk)> held)
    {
        SegmentImage image;
        try
        {
            image = SegmentImage.Read(database.Connection, segment);
        }
        catch (IndexStorageException)
        {
            return "is not what was written";
        }

        var dead = SegmentImage.ReadDead(database.Connection, segment);
        if (held.Exists(place => place.Slot < 0 || place.Slot >= image.Count || image.ChunkIds[place.Slot] != place.Chunk)) return "lists other chunks than those that point to it";
        var live = held.Select(place => place.Slot).ToHashSet();
        if (live.Count != held.Count || Enumerable.Range(0, image.Count).Any(slot => live.Contains(slot) == dead.Contains(slot))) return "has slots without a chunk";
        return FindPostingFault(image, live);
    }

    /// <summary>Postings that are gone leave no checksum behind, but then a chunk's terms do not add up.</summary>
    private string? FindPostingFault(SegmentImage image, HashSet<int> live)
    {
        var terms = new int[image.Count];
        try
        {
            using var cursor = new PostingCursor(database.Connection, image.Id);
            while (cursor.Read())
            {
                var list = PostingList.Decode(cursor.List);
                for (var i = 0; i < list.Count; i++)
                {
                    if ((uint)list.Slots[i] >= (uint)terms.Length) return "has postings of slots that it does not have";
                    terms[list.Slots[i]] += list.Frequencies[i];
                }
            }
        }
        catch (Exception damage) when (damage is IndexStorageException or InvalidDataException)
        {
            return "has postings that are not what was written";
        }

        return live.Any(slot => Math.Min(terms[slot], ushort.MaxValue) != image.Lengths[slot]) ? "lacks postings" : null;
    }
}
