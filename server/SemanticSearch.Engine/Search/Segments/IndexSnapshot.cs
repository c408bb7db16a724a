using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>
/// What searching needs of the index in memory: chunk ids, files, lengths and codes of all segments and of what is pending. Every
/// chunk has an ordinal: its segment's first one plus its slot. Refreshed in place; not safe for several threads.
/// </summary>
/// <remarks>Memory, for a chunk: 14 bytes, its codes (one byte a dimension and 4), and a bit.</remarks>
internal sealed class IndexSnapshot
{
    private static readonly IReadOnlyDictionary<long, UnsavedChunk> NoChunks = new Dictionary<long, UnsavedChunk>();
    private static readonly IReadOnlySet<int> NoFiles = new HashSet<int>();

    private readonly Dictionary<long, SegmentState> known = [];
    private List<SegmentState> segments = [];
    private PendingChunks pending = new(null);
    private Generation? generation;
    private long dataVersion = -1;
    private int unsavedRevision;

    /// <summary>Counts the refreshes that changed something.</summary>
    public int Revision { get; private set; }

    /// <summary>Ordinals are below it; not each is in use.</summary>
    public int Capacity { get; private set; }

    /// <summary>Ordinals of the chunks that exist.</summary>
    public OrdinalSet Live { get; private set; } = new(0);

    public int LiveCount { get; private set; }

    /// <summary>Terms of all live chunks together.</summary>
    public long TotalLength { get; private set; }

    public Generation? Generation => generation;

    public IReadOnlyList<SegmentState> Segments => segments;

    public PendingChunks Pending => pending;

    public int PendingBase { get; private set; }

    /// <summary>
    /// Loads what is new since the last call. To be called inside a read transaction, in which everything else that belongs to the
    /// search is read as well.
    /// </summary>
    /// <param name="wanted">The generation whose codes are held; null for none.</param>
    /// <param name="unsaved">Takes the place of what the index has of its files; null for none.</param>
    /// <returns>Whether anything was read again.</returns>
    public bool Refresh(SqliteConnection connection, Generation? wanted, UnsavedFiles? unsaved = null)
    {
        var version = ReadDataVersion(connection);
        if (version == dataVersion && wanted == generation && unsavedRevision == (unsaved?.Revision ?? 0)) return false;
        if (wanted != generation)
        {
            generation = wanted;
            pending = new PendingChunks(wanted);
            foreach (var segment in known.Values) segment.Codes = null;
        }

        RefreshSegments(connection);
        pending = pending.Refresh(connection, unsaved?.Chunks ?? NoChunks);
        LayOut(connection, unsaved?.FileIds ?? NoFiles);
        (dataVersion, unsavedRevision) = (version, unsaved?.Revision ?? 0);
        Revision++;
        return true;
    }

    /// <returns>A number that changes when another connection has committed.</returns>
    internal static long ReadDataVersion(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)command.ExecuteScalar()!;
    }

    public long ChunkIdOf(int ordinal) => Locate(ordinal, out var at) is { } segment ? segment.Image.ChunkIds[at] : pending.ChunkIds[at];

    public int FileIdOf(int ordinal) => Locate(ordinal, out var at) is { } segment ? segment.Image.FileIds[at] : pending.FileIds[at];

    /// <returns>The chunk's codes and their scale; a scale of 0 when it has no vector.</returns>
    public float CodesOf(int ordinal, out ReadOnlySpan<sbyte> codes)
    {
        codes = [];
        if (generation is null) return 0;
        if (Locate(ordinal, out var at) is not { } segment)
        {
            codes = pending.Rows(at, 1);
            return pending.Scales[at];
        }

        if (segment.Codes is null) return 0;
        codes = segment.Codes.Row(at);
        return segment.Codes.Scales[at];
    }

    /// <param name="segment">Null for a pending chunk.</param>
    /// <returns>The ordinal, -1 when the chunk is not in this snapshot.</returns>
    public int OrdinalOf(long chunkId, long? segment, int slot)
    {
        if (segment is null) return pending.TryFind(chunkId, out var index) ? PendingBase + index : -1;
        return known.TryGetValue(segment.Value, out var state) && (uint)slot < (uint)state.Image.Count ? state.Base + slot : -1;
    }

    private SegmentState? Locate(int ordinal, out int at)
    {
        if (ordinal >= PendingBase)
        {
            at = ordinal - PendingBase;
            return null;
        }

        var index = segments.Count - 1;
        while (segments[index].Base > ordinal) index--;
        at = ordinal - segments[index].Base;
        return segments[index];
    }

    private void RefreshSegments(SqliteConnection connection)
    {
        var present = new List<long>();
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "SELECT id FROM segments ORDER BY id";
            using var reader = command.ExecuteReader();
            while (reader.Read()) present.Add(reader.GetInt64(0));
        }

        foreach (var gone in known.Keys.Except(present).ToList()) known.Remove(gone);
        foreach (var id in present)
        {
            if (!known.TryGetValue(id, out var state)) known.Add(id, state = new SegmentState(SegmentImage.Read(connection, id)));
            if (generation is not null) state.Codes ??= SegmentImage.ReadCodes(connection, id, generation, state.Image.Count);
        }

        segments = present.ConvertAll(id => known[id]);
    }

    private void LayOut(SqliteConnection connection, IReadOnlySet<int> unsavedFiles)
    {
        var next = 0;
        foreach (var segment in segments)
        {
            segment.Base = next;
            segment.DeadCount = 0;
            next += segment.Image.Count;
        }

        PendingBase = next;
        Capacity = next + pending.Count;
        Live = new OrdinalSet(Capacity);
        Live.AddRange(0, next);
        TotalLength = segments.Sum(segment => segment.Length);
        RemoveDead(connection);
        if (unsavedFiles.Count > 0) RemoveFiles(unsavedFiles);
        for (var i = 0; i < pending.Count; i++)
        {
            if (!pending.IsLive(i) || (pending.ChunkIds[i] >= 0 && unsavedFiles.Contains(pending.FileIds[i]))) continue;
            Live.Add(PendingBase + i);
            TotalLength += pending.Lengths[i];
        }

        LiveCount = Live.Count();
    }

    private void RemoveFiles(IReadOnlySet<int> files)
    {
        foreach (var segment in segments)
        {
            var image = segment.Image;
            for (var slot = 0; slot < image.Count; slot++)
            {
                if (!files.Contains(image.FileIds[slot]) || !Live.Contains(segment.Base + slot)) continue;
                Live.Remove(segment.Base + slot);
                TotalLength -= image.Lengths[slot];
                segment.DeadCount++;
            }
        }
    }

    private void RemoveDead(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT segment, slot FROM dead";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (!known.TryGetValue(reader.GetInt64(0), out var segment)) continue;
            var slot = reader.GetInt32(1);
            Live.Remove(segment.Base + slot);
            TotalLength -= segment.Image.Lengths[slot];
            segment.DeadCount++;
        }
    }
}

/// <summary>A segment's place in the snapshot.</summary>
internal sealed class SegmentState(SegmentImage image)
{
    public SegmentImage Image { get; } = image;

    /// <summary>Terms of all its chunks, dead ones included.</summary>
    public long Length { get; } = image.Lengths.Sum(length => (long)length);

    /// <summary>Null when there are none for the generation.</summary>
    public CodeRows? Codes { get; set; }

    /// <summary>Ordinal of its first slot.</summary>
    public int Base { get; set; }

    public int DeadCount { get; set; }
}
