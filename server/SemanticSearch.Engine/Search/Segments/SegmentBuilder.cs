using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>
/// Collects chunks and writes them as one segment. Memory grows with what is added: about a KB a chunk, so callers bound the number.
/// Numbers in blobs are little endian, as is every platform that we build for.
/// </summary>
internal sealed class SegmentBuilder
{
    private readonly List<long> chunkIds = [];
    private readonly List<int> fileIds = [];
    private readonly List<ushort> lengths = [];
    private readonly Dictionary<string, PostingListWriter> postings = new(StringComparer.Ordinal);

    public int Count => chunkIds.Count;

    public ReadOnlySpan<long> ChunkIds => CollectionsMarshal.AsSpan(chunkIds);

    /// <returns>The chunk's slot.</returns>
    public int Add(long chunkId, int fileId, TermBag bag)
    {
        var slot = Add(chunkId, fileId, (ushort)Math.Min(bag.Length, ushort.MaxValue));
        for (var i = 0; i < bag.Terms.Length; i++)
        {
            ref var writer = ref CollectionsMarshal.GetValueRefOrAddDefault(postings, bag.Terms[i], out _);
            (writer ??= new PostingListWriter()).Add(slot, bag.Frequencies[i]);
        }

        return slot;
    }

    /// <summary>Adds a chunk whose postings the caller writes itself.</summary>
    public int Add(long chunkId, int fileId, ushort length)
    {
        chunkIds.Add(chunkId);
        fileIds.Add(fileId);
        lengths.Add(length);
        return chunkIds.Count - 1;
    }

    /// <summary>Writes the segment with its postings and points its chunks to it. Runs in the caller's transaction.</summary>
    /// <returns>The segment's id.</returns>
    public long Write(SqliteConnection connection)
    {
        var id = FreeId(connection);
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "INSERT INTO segments(id, count, chunk_ids, file_ids, lengths) VALUES($id, $count, $chunks, $files, $lengths)";
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$count", Count);
            command.Parameters.AddWithValue("$chunks", MemoryMarshal.AsBytes(ChunkIds).ToArray());
            command.Parameters.AddWithValue("$files", MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(fileIds)).ToArray());
            command.Parameters.AddWithValue("$lengths", MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(lengths)).ToArray());
            command.ExecuteNonQuery();
        }

        PointChunksTo(connection, id);
        using var insert = new PostingInsert(connection, id);

        // In the order of the table's key, so that its pages fill one after the other.
        foreach (var term in postings.Keys.Order(StringComparer.Ordinal)) insert.Run(term, postings[term].ToArray());
        return id;
    }

    private void PointChunksTo(SqliteConnection connection, long segment)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE chunks SET segment = $segment, slot = $slot WHERE id = $id";
        command.Parameters.AddWithValue("$segment", segment);
        var slot = command.Parameters.Add("$slot", SqliteType.Integer);
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        for (var i = 0; i < chunkIds.Count; i++)
        {
            slot.Value = i;
            id.Value = chunkIds[i];
            command.ExecuteNonQuery();
        }
    }

    /// <summary>
    /// A segment never changes, and searchers remember it by its id. So an id comes from what is in the segment: one that was
    /// deleted cannot give its id to another, as consecutive numbers would.
    /// </summary>
    private long FreeId(SqliteConnection connection)
    {
        var hash = SHA256.HashData(MemoryMarshal.AsBytes(ChunkIds));
        long id = BinaryPrimitives.ReadInt32LittleEndian(hash) & int.MaxValue;
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1 FROM segments WHERE id = $id";
        var parameter = command.Parameters.AddWithValue("$id", id);
        while (command.ExecuteScalar() is not null) parameter.Value = ++id;
        return id;
    }
}

/// <summary>Writes posting lists of one segment.</summary>
internal sealed class PostingInsert : IDisposable
{
    private readonly SqliteCommand command;
    private readonly SqliteParameter term, data;

    public PostingInsert(SqliteConnection connection, long segment)
    {
        command = connection.CreateCommand();
        command.CommandText = "INSERT INTO postings(term, segment, data) VALUES($term, $segment, $data)";
        command.Parameters.AddWithValue("$segment", segment);
        term = command.Parameters.Add("$term", SqliteType.Text);
        data = command.Parameters.Add("$data", SqliteType.Blob);
    }

    public void Run(string word, byte[] list)
    {
        term.Value = word;
        data.Value = list;
        command.ExecuteNonQuery();
    }

    public void Dispose() => command.Dispose();
}
