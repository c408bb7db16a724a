using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SemanticSearch.Engine.Storage;

/// <summary>
/// The id of a chunk, a function of where and what it is: the same file indexed twice gives the same ids, so applying a change twice
/// changes nothing, and an edit leaves the ids of the untouched chunks alone.
/// </summary>
public static class ChunkId
{
    /// <param name="path">Relative, forward slashes.</param>
    /// <param name="contentHash">Of the exact text embedded.</param>
    /// <param name="occurrence">0 for the first chunk of that content in the file, 1 for the next.</param>
    /// <returns>
    /// 63 bits: 32 of the path before 31 of path, content and occurrence, so that the chunks of a file lie side by side in the table and
    /// a transaction touches few pages.
    /// </returns>
    public static long Of(string path, ReadOnlySpan<byte> contentHash, int occurrence)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var pathBytes = Encoding.UTF8.GetBytes(path);
        SHA256.HashData(pathBytes, digest);
        var file = BinaryPrimitives.ReadUInt32LittleEndian(digest);

        var place = new byte[SHA256.HashSizeInBytes + contentHash.Length + sizeof(int)];
        digest.CopyTo(place);
        contentHash.CopyTo(place.AsSpan(digest.Length));
        BinaryPrimitives.WriteInt32LittleEndian(place.AsSpan(place.Length - sizeof(int)), occurrence);
        SHA256.HashData(place, digest);
        var content = BinaryPrimitives.ReadUInt32LittleEndian(digest) & 0x7FFF_FFFF;
        return (long)(((ulong)file << 31) | content);
    }
}
