using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SemanticSearch.Server.Agents;

/// <summary>
/// Where the next page of an answer begins. Bound to the question, and to what was shown before it: the question is asked again for each page, and a page that
/// would repeat or skip something because the code changed in between is refused.
/// </summary>
internal static class PageCursor
{
    /// <summary>Characters; what is longer is none.</summary>
    public const int Longest = 64;

    private const byte Version = 1;
    private const int MarkBytes = 8, Bytes = 1 + sizeof(int) + 2 * MarkBytes;

    /// <param name="question">All that the answer depends on.</param>
    /// <param name="shown">All entries of this page and of those before.</param>
    public static string Write(string question, IReadOnlyList<string> shown)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(bytes[1..], shown.Count);
        Mark(question, bytes[(1 + sizeof(int))..]);
        Mark(string.Join('\n', shown), bytes[(1 + sizeof(int) + MarkBytes)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <param name="cursor">Null for the first page.</param>
    /// <param name="found">All entries that the question has now.</param>
    /// <returns>Entries of the pages before.</returns>
    /// <exception cref="ToolException">It is none, belongs to another question, or the code has changed.</exception>
    public static int OffsetOf(string? cursor, string question, IReadOnlyList<string> found)
    {
        if (cursor is null) return 0;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!Base64Url.IsValid(cursor, out var length) || length != Bytes || !Base64Url.TryDecodeFromChars(cursor, bytes, out _) || bytes[0] != Version)
        {
            throw new ToolException("That is no cursor of this server. Take nextCursor of the page before as it is, or leave the cursor out for the first page.");
        }

        Span<byte> mark = stackalloc byte[MarkBytes];
        Mark(question, mark);
        if (!mark.SequenceEqual(bytes.Slice(1 + sizeof(int), MarkBytes)))
        {
            throw new ToolException("That cursor belongs to another question. Repeat all arguments of the call that gave it (limit and maxTokens may differ), or leave the cursor out.");
        }

        var offset = BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        if (offset >= 0 && offset <= found.Count)
        {
            Mark(string.Join('\n', found.Take(offset)), mark);
            if (mark.SequenceEqual(bytes[(1 + sizeof(int) + MarkBytes)..])) return offset;
        }
        throw new ToolException("The cursor is stale: the code, or what is indexed of it, has changed since that page. Call again without a cursor.");
    }

    private static void Mark(string text, Span<byte> mark)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        hash[..MarkBytes].CopyTo(mark);
    }
}
