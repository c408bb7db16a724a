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
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT terms FROM pending WHERE chunk_id = $id";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        using var vectors = generation is null ? null : new VectorTable(connection, generation);
        var vector = new float[generation?.Dimensions ?? 0];
        foreach (var (chunkId, fileId) in present)
        {
            if (unsaved.TryGetValue(chunkId, out var typed))
            {
                if (!indexes.ContainsKey(chunkId)) AddUnsaved(chunkId, typed);
                continue;
            }

            if (!indexes.TryGetValue(chunkId, out var index))
            {
                id.Value = chunkId;
                index = Add(chunkId, fileId, TermBag.Decode((byte[])command.ExecuteScalar()!));
            }

            fileIds[index] = fileId;

            // The vector may come after the terms, so one that was missing is looked for again.
            if (vectors is null || scales[index] != 0 || !vectors.TryRead(chunkId, vector)) continue;
            scales[index] = Quantiser.Quantise(vector, CollectionsMarshal.AsSpan(codes).Slice(index * vector.Length, vector.Length));
        }
    }

    private void AddUnsaved(long chunkId, UnsavedChunk chunk)
    {
        var index = Add(chunkId, chunk.Row.File.Id, chunk.Terms);
        if (generation is null || chunk.Vector.Length != generation.Dimensions) return;
        scales[index] = Quantiser.Quantise(chunk.Vector, CollectionsMarshal.AsSpan(codes).Slice(index * generation.Dimensions, generation.Dimensions));
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
