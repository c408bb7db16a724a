using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>
/// CRC-32C over what a row keeps, which processors compute at some GB a second: it finds what a disk or a stray write has changed, not what somebody
/// has changed on purpose.
/// </summary>
public static class Checksum
{
    /// <summary>The name under which SQL calls it, with two or three blobs; see <see cref="Register"/>.</summary>
    public const string Function = "checksum_of";

    /// <summary>What is kept with a checksum, and over which of a row's columns, as SQL lists them.</summary>
    public static readonly (string Table, string Columns)
        Embeddings = ("embeddings", "content_hash, vector"),
        Segments = ("segments", "chunk_ids, file_ids, lengths"),
        Postings = ("postings", "first_term, data"),
        Codes = ("codes", "scales, data");

    /// <summary>All tables whose rows have one. Rows that an index of format 1 brought along have none until a check has found them sound.</summary>
    public static IReadOnlyList<(string Table, string Columns)> Kept { get; } = [Embeddings, Segments, Postings, Codes];

    /// <returns>Of the parts, one after the other; 0 to 2³² - 1.</returns>
    public static long Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default, ReadOnlySpan<byte> third = default)
        => ~Add(Add(Add(uint.MaxValue, first), second), third);

    /// <summary>Makes it a function of a connection.</summary>
    public static void Register(SqliteConnection connection)
    {
        connection.CreateFunction(Function, (byte[] first, byte[] second) => Of(first, second), isDeterministic: true);
        connection.CreateFunction(Function, (byte[] first, byte[] second, byte[] third) => Of(first, second, third), isDeterministic: true);
    }

    private static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        // Little endian, as is every platform that we build for.
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes)) sum = BitOperations.Crc32C(sum, eight);
        foreach (var value in bytes[(bytes.Length / sizeof(ulong) * sizeof(ulong))..]) sum = BitOperations.Crc32C(sum, value);
        return sum;
    }
}
