using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Search.Vectors;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>Writes a segment's int8 codes from its chunks' vectors.</summary>
public static class SegmentCodes
{
    /// <summary>
    /// Quantises the vectors of a segment's chunks and writes them as its codes, in the caller's transaction. A chunk without a
    /// vector gets scale 0 and is not found by vector. Replaces codes that are there.
    /// </summary>
    /// <param name="chunkIds">In the order of the slots.</param>
    public static void Write(SqliteConnection connection, long segment, ReadOnlySpan<long> chunkIds, Generation generation)
    {
        var dimensions = generation.Dimensions;
        var codes = new byte[chunkIds.Length * dimensions];
        var scales = new float[chunkIds.Length];
        var vector = new float[dimensions];
        using (var vectors = new VectorTable(connection, generation))
        {
            for (var slot = 0; slot < chunkIds.Length; slot++)
            {
                if (!vectors.TryRead(chunkIds[slot], vector)) continue;
                scales[slot] = Quantiser.Quantise(vector, MemoryMarshal.Cast<byte, sbyte>(codes.AsSpan(slot * dimensions, dimensions)));
            }
        }

        Insert(connection, segment, generation.Id, scales, codes);
    }

    /// <summary>Writes the codes of every segment that has none in this generation, such as one that was just filled.</summary>
    public static void WriteMissing(SqliteConnection connection, Generation generation, CancellationToken cancellation)
    {
        foreach (var segment in ReadSegmentsWithout(connection, generation))
        {
            cancellation.ThrowIfCancellationRequested();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT chunk_ids FROM segments WHERE id = $id";
            command.Parameters.AddWithValue("$id", segment);
            var ids = (byte[])command.ExecuteScalar()!;
            Write(connection, segment, MemoryMarshal.Cast<byte, long>(ids), generation);
        }
    }

    internal static void Insert(SqliteConnection connection, long segment, long generation, float[] scales, byte[] codes)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT OR REPLACE INTO codes(segment, generation, scales, data) VALUES($segment, $generation, $scales, $data)";
        command.Parameters.AddWithValue("$segment", segment);
        command.Parameters.AddWithValue("$generation", generation);
        command.Parameters.AddWithValue("$scales", MemoryMarshal.AsBytes(scales.AsSpan()).ToArray());
        command.Parameters.AddWithValue("$data", codes);
        command.ExecuteNonQuery();
    }

    private static List<long> ReadSegmentsWithout(SqliteConnection connection, Generation generation)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id FROM segments WHERE id NOT IN (SELECT segment FROM codes WHERE generation = $generation)";
        command.Parameters.AddWithValue("$generation", generation.Id);
        using var reader = command.ExecuteReader();
        var ids = new List<long>();
        while (reader.Read()) ids.Add(reader.GetInt64(0));
        return ids;
    }
}
