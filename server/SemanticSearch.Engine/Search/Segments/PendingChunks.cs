using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Search.Vectors;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>
/// The chunks that are in no segment yet, in memory: what a save just changed, and what is not even saved. Grows at its end; chunks that left are only marked,
/// until so many have left that it is built afresh.
/// </summary>
internal sealed class PendingChunks(Generation? generation)
{
    /// <summary>From this many on, as in the first seconds of indexing a folder, reading all in their order is quicker than each by its id.</summary>
    private const int ReadAllFrom = 256;

    /// <summary>But only where what is wanted is at least one in so many of what would be read.</summary>
    private const int ReadAllShare = 8;

    /// <summary>Marked chunks that are borne before starting afresh, whatever the share.</summary>
    private const int ToleratedGone = 256;

    private readonly Dictionary<long, int> indexes = [];
    private readonly List<long> chunkIds = [];
    private readonly List<int> fileIds = [];
    private readonly List<ushort> lengths = [];
    private readonly List<float> scales = [];
    private readonly List<sbyte> codes = [];
    private readonly Dictionary<string, List<(int Index, byte Frequency)>> postings = new(StringComparer.Ordinal);

    /// <summary>Chunks, those that have left included.</summary>
    public int Count => chunkIds.Count;

    public ReadOnlySpan<long> ChunkIds => CollectionsMarshal.AsSpan(chunkIds);

    public ReadOnlySpan<int> FileIds => CollectionsMarshal.AsSpan(fileIds);

    public ReadOnlySpan<ushort> Lengths => CollectionsMarshal.AsSpan(lengths);

    public ReadOnlySpan<float> Scales => CollectionsMarshal.AsSpan(scales);

    public bool IsLive(int index) => indexes.TryGetValue(chunkIds[index], out var current) && current == index;

    public bool TryFind(long chunkId, out int index) => indexes.TryGetValue(chunkId, out index);

    public ReadOnlySpan<sbyte> Rows(int start, int count) => generation is null
        ? []
        : CollectionsMarshal.AsSpan(codes).Slice(start * generation.Dimensions, count * generation.Dimensions);

    public ReadOnlySpan<(int Index, byte Frequency)> Postings(string term) =>
        postings.TryGetValue(term, out var list) ? CollectionsMarshal.AsSpan(list) : [];

    /// <returns>What is pending now: this, brought up to date, or a new one.</returns>
    public PendingChunks Refresh(SqliteConnection connection, IReadOnlyDictionary<long, UnsavedChunk> unsaved)
    {
        var present = ReadPresent(connection);
        foreach (var (id, chunk) in unsaved) present.Add(id, chunk.Row.File.Id);
        var gone = indexes.Keys.Where(id => !present.ContainsKey(id)).ToList();
        foreach (var id in gone) indexes.Remove(id);
        var marked = Count - indexes.Count;
        if (marked > Math.Max(ToleratedGone, indexes.Count))
        {
            var fresh = new PendingChunks(generation);
            fresh.Load(connection, present, unsaved);
            return fresh;
        }

        Load(connection, present, unsaved);
        return this;
    }

    private static Dictionary<long, int> ReadPresent(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT p.chunk_id, c.file_id FROM pending p JOIN chunks c ON c.id = p.chunk_id";
        using var reader = command.ExecuteReader();
        var present = new Dictionary<long, int>();
        while (reader.Read()) present.Add(reader.GetInt64(0), reader.GetInt32(1));
        return present;
    }

    private void Load(SqliteConnection connection, Dictionary<long, int> present, IReadOnlyDictionary<long, UnsavedChunk> unsaved)
    {
        foreach (var (chunkId, typed) in unsaved)
        {
            if (!indexes.ContainsKey(chunkId)) AddUnsaved(chunkId, typed);
        }

        var missing = present.Keys.Where(id => !indexes.ContainsKey(id)).ToHashSet();
        foreach (var (chunkId, bag) in missing.Count < ReadAllFrom ? ReadTerms(connection, missing) : ReadAllTerms(connection, missing)) Add(chunkId, present[chunkId], bag);
        foreach (var (chunkId, index) in indexes) fileIds[index] = present[chunkId];
        if (generation is null) return;

        // The vector may come after the terms, so one that was missing is looked for again.
        var without = indexes.Where(pair => scales[pair.Value] == 0 && !unsaved.ContainsKey(pair.Key)).ToDictionary();
        if (without.Count == 0) return;
        using var vectors = new VectorTable(connection, generation);
        var vector = new float[generation.Dimensions];
        if (without.Count >= ReadAllFrom && without.Count * ReadAllShare >= CountChunks(connection))
        {
            vectors.ReadAll((chunkId, values) =>
            {
                if (without.TryGetValue(chunkId, out var index)) SetCodes(index, values);
            });
            return;
        }

        foreach (var (chunkId, index) in without)
        {
            if (vectors.TryRead(chunkId, vector)) SetCodes(index, vector);
        }
    }

    private static IEnumerable<(long Id, TermBag Bag)> ReadTerms(SqliteConnection connection, HashSet<long> ids)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT terms FROM pending WHERE chunk_id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        foreach (var chunkId in ids)
        {
            id.Value = chunkId;
            yield return (chunkId, TermBag.Decode((byte[])command.ExecuteScalar()!));
        }
    }

    private static IEnumerable<(long Id, TermBag Bag)> ReadAllTerms(SqliteConnection connection, HashSet<long> ids)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT chunk_id, terms FROM pending";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (ids.Contains(reader.GetInt64(0))) yield return (reader.GetInt64(0), TermBag.Decode(reader.GetFieldValue<byte[]>(1)));
        }
    }

    private static long CountChunks(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM chunks";
        return (long)command.ExecuteScalar()!;
    }

    private void SetCodes(int index, ReadOnlySpan<float> vector)
        => scales[index] = Quantiser.Quantise(vector, CollectionsMarshal.AsSpan(codes).Slice(index * vector.Length, vector.Length));

    private void AddUnsaved(long chunkId, UnsavedChunk chunk)
    {
        var index = Add(chunkId, chunk.Row.File.Id, chunk.Terms);
        if (generation is not null && chunk.Vector.Length == generation.Dimensions) SetCodes(index, chunk.Vector);
    }

    private int Add(long chunkId, int fileId, TermBag bag)
    {
        var index = Count;
        indexes[chunkId] = index;
        chunkIds.Add(chunkId);
        fileIds.Add(fileId);
        lengths.Add((ushort)Math.Min(bag.Length, ushort.MaxValue));
        scales.Add(0);
        CollectionsMarshal.SetCount(codes, Count * (generation?.Dimensions ?? 0));
        for (var i = 0; i < bag.Terms.Length; i++)
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(postings, bag.Terms[i], out _);
            (list ??= []).Add((index, bag.Frequencies[i]));
        }

        return index;
    }
}
