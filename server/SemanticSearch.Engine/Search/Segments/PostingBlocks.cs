using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>
/// How a segment's posting lists lie in the <c>postings</c> table: many terms to a row, in the order of their UTF-8 bytes, each row under its
/// first term. A row a term would cost more to insert than all the rest of a segment: most terms stand in one or two chunks.
/// </summary>
/// <remarks>A block is a run of: length of the term in bytes, the term, length of the list in bytes, the list; numbers as varints.</remarks>
internal static class PostingBlocks
{
    /// <summary>Bytes after which a block is closed: with its row it fills one page of 4 KiB.</summary>
    public const int TargetBytes = 3_900;

    /// <summary>Cuts a block into its terms and lists.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a whole block.</exception>
    public static bool TryNext(ReadOnlySpan<byte> block, ref int position, out ReadOnlySpan<byte> term, out ReadOnlySpan<byte> list)
    {
        term = list = [];
        if (position >= block.Length) return false;
        term = Take(block, ref position);
        list = Take(block, ref position);
        return true;
    }

    /// <param name="row">data, first_term, checksum.</param>
    /// <param name="block">Its data.</param>
    public static bool IsSound(SqliteDataReader row, ReadOnlySpan<byte> block)
        => row.IsDBNull(2) || row.GetInt64(2) == Checksum.Of(row.GetFieldValue<byte[]>(1), block);

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> block, ref int position)
    {
        var length = Varint.Read(block, ref position);
        if (length > block.Length - position) throw new InvalidDataException("A block of postings ends inside an entry.");
        position += (int)length;
        return block.Slice(position - (int)length, (int)length);
    }
}

/// <summary>Writes the posting lists of one segment, terms in ascending order of their UTF-8 bytes.</summary>
internal sealed class PostingBlockWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> block = new(2 * PostingBlocks.TargetBytes);
    private readonly SqliteCommand command;
    private readonly SqliteParameter firstTerm, data, checksum;
    private byte[] first = [];

    public PostingBlockWriter(SqliteConnection connection, long segment)
    {
        command = connection.CreateCommand();
        command.CommandText = "INSERT INTO postings(segment, first_term, data, checksum) VALUES($segment, $first, $data, $checksum)";
        command.Parameters.AddWithValue("$segment", segment);
        firstTerm = command.Parameters.Add("$first", SqliteType.Blob);
        data = command.Parameters.Add("$data", SqliteType.Blob);
        checksum = command.Parameters.Add("$checksum", SqliteType.Integer);
    }

    public void Add(ReadOnlySpan<byte> term, ReadOnlySpan<byte> list)
    {
        // A common term's long list gets a block of its own, so that its neighbours are not read through it.
        if (block.WrittenCount > 0 && block.WrittenCount + term.Length + list.Length > PostingBlocks.TargetBytes) Flush();
        if (block.WrittenCount == 0) first = term.ToArray();
        Varint.Write(block, (uint)term.Length);
        block.Write(term);
        Varint.Write(block, (uint)list.Length);
        block.Write(list);
    }

    public void Flush()
    {
        if (block.WrittenCount == 0) return;
        firstTerm.Value = first;
        data.Value = block.WrittenSpan.ToArray();
        checksum.Value = Checksum.Of(first, block.WrittenSpan);
        command.ExecuteNonQuery();
        block.ResetWrittenCount();
    }

    public void Dispose() => command.Dispose();
}

/// <summary>Finds single posting lists.</summary>
internal sealed class PostingLookup : IDisposable
{
    private readonly SqliteCommand command;
    private readonly SqliteParameter term, segment;

    public PostingLookup(SqliteConnection connection)
    {
        command = connection.CreateCommand();
        command.CommandText = "SELECT data, first_term, checksum FROM postings WHERE segment = $segment AND first_term <= $term ORDER BY first_term DESC LIMIT 1";
        segment = command.Parameters.Add("$segment", SqliteType.Integer);
        term = command.Parameters.Add("$term", SqliteType.Blob);
    }

    /// <returns>The list; an empty one when the term is not in the segment, or its block is damaged: a search goes on without it.</returns>
    public PostingList Find(string word, long segmentId)
    {
        var wanted = Encoding.UTF8.GetBytes(word);
        segment.Value = segmentId;
        term.Value = wanted;
        if (ReadSound() is not { } block) return PostingList.Empty;
        var position = 0;
        while (PostingBlocks.TryNext(block, ref position, out var found, out var list))
        {
            if (found.SequenceEqual(wanted)) return PostingList.Decode(list);
        }

        return PostingList.Empty;
    }

    public void Dispose() => command.Dispose();

    private byte[]? ReadSound()
    {
        using var row = command.ExecuteReader();
        if (!row.Read()) return null;
        var block = row.GetFieldValue<byte[]>(0);
        return PostingBlocks.IsSound(row, block) ? block : null;
    }
}

/// <summary>Reads all posting lists of one segment, term after term.</summary>
internal sealed class PostingCursor : IDisposable
{
    private readonly SqliteCommand command;
    private readonly SqliteDataReader reader;
    private byte[] block = [];
    private int position, termStart, termLength, listStart, listLength;

    public PostingCursor(SqliteConnection connection, long segment)
    {
        Segment = segment;
        command = connection.CreateCommand();
        command.CommandText = "SELECT data, first_term, checksum FROM postings WHERE segment = $segment ORDER BY first_term";
        command.Parameters.AddWithValue("$segment", segment);
        reader = command.ExecuteReader();
    }

    public long Segment { get; }

    public ReadOnlySpan<byte> Term => block.AsSpan(termStart, termLength);

    public ReadOnlySpan<byte> List => block.AsSpan(listStart, listLength);

    /// <returns>False after the last term.</returns>
    /// <exception cref="IndexStorageException">A block is damaged.</exception>
    public bool Read()
    {
        while (position >= block.Length)
        {
            if (!reader.Read()) return false;
            block = reader.GetFieldValue<byte[]>(0);
            if (!PostingBlocks.IsSound(reader, block)) throw SegmentImage.Damaged(Segment, "has postings that are not what was written");
            position = 0;
        }

        PostingBlocks.TryNext(block, ref position, out var term, out var list);
        (listStart, listLength) = (position - list.Length, list.Length);
        (termStart, termLength) = (StartOf(term), term.Length);
        return true;
    }

    public void Dispose()
    {
        reader.Dispose();
        command.Dispose();
    }

    private int StartOf(ReadOnlySpan<byte> part)
    {
        block.AsSpan().Overlaps(part, out var offset);
        return offset;
    }
}
