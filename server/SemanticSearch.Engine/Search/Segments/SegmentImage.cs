using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>Rows of int8 codes with their scales; a scale of 0 is a chunk without a vector.</summary>
internal sealed class CodeRows(float[] scales, byte[] codes, int dimensions)
{
    public ReadOnlySpan<float> Scales => scales;

    public ReadOnlySpan<sbyte> Rows(int start, int count) =>
        MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan(start * dimensions, count * dimensions));

    public ReadOnlySpan<sbyte> Row(int slot) => Rows(slot, 1);
}

/// <summary>What search keeps of a segment in memory. It never changes.</summary>
internal sealed class SegmentImage
{
    public required long Id { get; init; }

    public required long[] ChunkIds { get; init; }

    public required int[] FileIds { get; init; }

    /// <summary>Terms of each chunk.</summary>
    public required ushort[] Lengths { get; init; }

    public int Count => ChunkIds.Length;

    /// <exception cref="IndexStorageException">The segment is not there, or it is damaged.</exception>
    public static SegmentImage Read(SqliteConnection connection, long id)
        => TryRead(connection, id) ?? throw Damaged(id, "is not there");

    /// <returns>Null when the segment is not there.</returns>
    /// <inheritdoc cref="Read"/>
    public static SegmentImage? TryRead(SqliteConnection connection, long id)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT chunk_ids, file_ids, lengths, count, checksum FROM segments WHERE id = $id";
        command.Parameters.AddWithValue("$id", id);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return null;
        var (chunks, files, lengths) = (reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.GetFieldValue<byte[]>(2));
        var image = new SegmentImage { Id = id, ChunkIds = Values<long>(chunks), FileIds = Values<int>(files), Lengths = Values<ushort>(lengths) };
        var count = reader.GetInt32(3);
        if (image.Count != count || image.FileIds.Length != count || image.Lengths.Length != count)
            throw Damaged(id, $"claims {count} chunks but has room for another number");
        if (!reader.IsDBNull(4) && reader.GetInt64(4) != Checksum.Of(chunks, files, lengths))
            throw Damaged(id, "is not what was written");
        return image;
    }

    public static HashSet<int> ReadDead(SqliteConnection connection, long segment)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT slot FROM dead WHERE segment = $segment";
        command.Parameters.AddWithValue("$segment", segment);
        using var reader = command.ExecuteReader();
        var slots = new HashSet<int>();
        while (reader.Read()) slots.Add(reader.GetInt32(0));
        return slots;
    }

    /// <returns>Null when the segment has no codes of this generation, or damaged ones: it is then searched by words alone.</returns>
    public static CodeRows? ReadCodes(SqliteConnection connection, long segment, Generation generation, int count)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT scales, data, checksum FROM codes WHERE segment = $segment AND generation = $generation";
        command.Parameters.AddWithValue("$segment", segment);
        command.Parameters.AddWithValue("$generation", generation.Id);
        using var reader = command.ExecuteReader();
        if (!reader.Read()) return null;
        var scales = Values<float>(reader.GetFieldValue<byte[]>(0));
        var codes = reader.GetFieldValue<byte[]>(1);
        if (!reader.IsDBNull(2) && reader.GetInt64(2) != Checksum.Of(MemoryMarshal.AsBytes(scales.AsSpan()), codes)) return null;
        return scales.Length == count && codes.Length == count * generation.Dimensions ? new CodeRows(scales, codes, generation.Dimensions) : null;
    }

    internal static IndexStorageException Damaged(long segment, string how)
        => new($"Segment {segment} of the index {how}. Run `semsearch doctor --repair`, then `semsearch index`.");

    private static T[] Values<T>(byte[] blob)
        where T : struct => MemoryMarshal.Cast<byte, T>(blob).ToArray();
}
