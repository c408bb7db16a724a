using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Vectors;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>Writes a segment's int8 codes from its chunks' vectors.</summary>
public static class SegmentCodes
{
    /// <summary>
    /// Quantises the vectors of a segment's chunks and writes them as its codes, in the caller's transaction: once every chunk has one. A segment never
    /// changes for those who have read it, so it has no codes in a generation that is still being built there, and is not searched by it.
    /// </summary>
    /// <param name="chunkIds">In the order of the slots.</param>
    /// <param name="dead">Slots whose chunk is gone; they get a scale of 0 and are not found by vector.</param>
    /// <returns>Whether the codes are written.</returns>
    public static bool Write(SqliteConnection connection, long segment, ReadOnlySpan<long> chunkIds, IReadOnlySet<int> dead, Generation generation)
    {
        var dimensions = generation.Dimensions;
        var codes = new byte[chunkIds.Length * dimensions];
        var scales = new float[chunkIds.Length];
        var vector = new float[dimensions];
        using (var vectors = new VectorTable(connection, generation))
        {
            for (var slot = 0; slot < chunkIds.Length; slot++)
            {
                if (dead.Contains(slot)) continue;
                if (!vectors.TryRead(chunkIds[slot], vector)) return false;
                scales[slot] = Quantiser.Quantise(vector, MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan(slot * dimensions, dimensions)));
            }
        }

        Insert(connection, segment, generation.Id, scales, codes);
        return true;
    }

    /// <summary>Writes the codes of a segment that is there already, in the caller's transaction; nothing when a merge has taken it meanwhile.</summary>
    public static void Complete(SqliteConnection connection, long segment, Generation generation)
    {
        if (SegmentImage.TryRead(connection, segment) is { } image) Write(connection, segment, image.ChunkIds, SegmentImage.ReadDead(connection, segment), generation);
    }

    /// <returns>Segments that have no codes in a generation.</returns>
    public static IReadOnlyList<long> FindMissing(SqliteConnection connection, Generation generation)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM segments WHERE id NOT IN (SELECT segment FROM codes WHERE generation = $generation)";
        command.Parameters.AddWithValue("$generation", generation.Id);
        using var reader = command.ExecuteReader();
        var ids = new List<long>();
        while (reader.Read()) ids.Add(reader.GetInt64(0));
        return ids;
    }

    internal static void Insert(SqliteConnection connection, long segment, long generation, float[] scales, byte[] codes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO codes(segment, generation, scales, data, checksum) VALUES($segment, $generation, $scales, $data, $checksum)";
        command.Parameters.AddWithValue("$segment", segment);
        command.Parameters.AddWithValue("$generation", generation);
        var scaleBytes = MemoryMarshal.AsBytes(scales.AsSpan()).ToArray();
        command.Parameters.AddWithValue("$scales", scaleBytes);
        command.Parameters.AddWithValue("$data", codes);
        command.Parameters.AddWithValue("$checksum", Checksum.Of(scaleBytes, codes));
        command.ExecuteNonQuery();
    }
}
