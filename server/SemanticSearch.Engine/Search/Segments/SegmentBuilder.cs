using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Storage;

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
    private readonly Dictionary<string, int> termIds = new(StringComparer.Ordinal);
    private readonly List<Entry> entries = [];

    private readonly record struct Entry(int Term, int Slot, byte Frequency);

    public int Count => chunkIds.Count;

    public ReadOnlySpan<long> ChunkIds => CollectionsMarshal.AsSpan(chunkIds);

    /// <param name="bag">An encoded <see cref="TermBag"/>.</param>
    public void Add(long chunkId, int fileId, ReadOnlySpan<byte> bag)
    {
        var bySpan = termIds.GetAlternateLookup<ReadOnlySpan<char>>();
        var reader = new TermBagReader(bag);
        var length = 0;
        while (reader.Read())
        {
            if (!bySpan.TryGetValue(reader.Term, out var term)) termIds.Add(reader.Term.ToString(), term = termIds.Count);
            entries.Add(new Entry(term, Count, reader.Frequency));
            length += reader.Frequency;
        }

        Add(chunkId, fileId, (ushort)Math.Min(length, ushort.MaxValue));
    }

    /// <summary>Adds a chunk whose postings the caller writes itself.</summary>
    /// <returns>The chunk's slot.</returns>
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
            command.CommandText = "INSERT INTO segments(id, count, chunk_ids, file_ids, lengths, checksum) VALUES($id, $count, $chunks, $files, $lengths, $checksum)";
            command.Parameters.AddWithValue("$id", id);
            command.Parameters.AddWithValue("$count", Count);
            var chunks = MemoryMarshal.AsBytes(ChunkIds).ToArray();
            var files = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(fileIds)).ToArray();
            var terms = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(lengths)).ToArray();
            command.Parameters.AddWithValue("$chunks", chunks);
            command.Parameters.AddWithValue("$files", files);
            command.Parameters.AddWithValue("$lengths", terms);
            command.Parameters.AddWithValue("$checksum", Checksum.Of(chunks, files, terms));
            command.ExecuteNonQuery();
        }

        PointChunksTo(connection, id);
        WritePostings(connection, id);
        return id;
    }

    private void WritePostings(SqliteConnection connection, long segment)
    {
        // Entries were added slot by slot; counting brings them together term by term and keeps that order.
        var ends = new int[termIds.Count + 1];
        foreach (var entry in entries) ends[entry.Term + 1]++;
        for (var i = 1; i < ends.Length; i++) ends[i] += ends[i - 1];
        var starts = ends.AsSpan(0, termIds.Count).ToArray();
        var sorted = new Entry[entries.Count];
        foreach (var entry in entries) sorted[starts[entry.Term]++] = entry;

        var words = new byte[termIds.Count][];
        var order = new int[words.Length];
        foreach (var (word, term) in termIds)
        {
            words[term] = Encoding.UTF8.GetBytes(word);
            order[term] = term;
        }

        Array.Sort(order, (left, right) => words[left].AsSpan().SequenceCompareTo(words[right]));
        using var blocks = new PostingBlockWriter(connection, segment);
        var writer = new PostingListWriter();
        foreach (var term in order)
        {
            foreach (var entry in sorted.AsSpan(ends[term]..ends[term + 1])) writer.Add(entry.Slot, entry.Frequency);
            blocks.Add(words[term], writer.Take());
        }

        blocks.Flush();
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
