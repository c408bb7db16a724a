using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace SemanticSearch.Engine.Scanning;

/// <summary>Reads a file's text, or says why it is not text worth indexing.</summary>
public static class SourceReader
{
    /// <summary>Of the SHA-256, in bytes: 128 bits keep chance collisions out of reach, and the index small.</summary>
    private const int HashBytes = 16;

    /// <summary>Never fails for what the file is or does: a file that cannot be read comes back with a <see cref="Skip"/>.</summary>
    /// <param name="relativePath">What the file is called in the folder scanned; its name says how to judge the text.</param>
    /// <returns>With an empty hash when the bytes were not read: unreadable, too large, or no bytes at all.</returns>
    public static SourceText Read(string fullPath, string relativePath, ScanOptions options)
    {
        byte[]? buffer = null;
        try
        {
            var file = new FileInfo(fullPath);
            if (file.Length == 0 || OperatingSystem.IsMacOS())
            {
                // Not opened yet: opening a pipe waits until somebody writes to it.
                int kind = FileKind.Of(file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? fullPath);
                if (kind != FileKind.Regular)
                    return Unread(new Skip(SkipReason.Unreadable, FileKind.Describe(kind)));
            }

            using var handle = File.OpenHandle(
                fullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            long size = RandomAccess.GetLength(handle);
            if (size > options.MaximumFileBytes)
                return TooLarge(size, options);
            // One byte more than there should be, so that a file that grew meanwhile is noticed without a second look at its size.
            buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(size + 1, Array.MaxLength));
            int length = 0;
            while (true)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer);
                int read = RandomAccess.Read(handle, buffer.AsSpan(length), length);
                if (read == 0)
                    break;
                length += read;
                if (length > options.MaximumFileBytes)
                    return TooLarge(length, options);
            }

            return Decode(buffer.AsSpan(0, length), relativePath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // NotSupported: it opened, but is a device or a pipe after all.
            return Unread(new Skip(SkipReason.Unreadable, error.Message));
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The same for bytes that are at hand: an unsaved editor buffer, a file of another revision.</summary>
    public static SourceText Decode(ReadOnlySpan<byte> bytes, string relativePath)
    {
        if (bytes.IsEmpty)
            return Unread(new Skip(SkipReason.Empty, "0 bytes"));
        var sha = (stackalloc byte[SHA256.HashSizeInBytes]);
        SHA256.HashData(bytes, sha);
        byte[] hash = sha[..HashBytes].ToArray();

        if (TextDecoder.TryDecode(bytes, out string text, out string encoding) is { } binary)
            return new SourceText("", encoding, hash, binary);
        var skip = FileNames.RecogniseGenerated(Path.GetFileName(relativePath)) ?? ContentSigns.Recognise(text, relativePath);
        return new SourceText(skip is null ? text : "", encoding, hash, skip);
    }

    private static byte[] Grow(byte[] buffer)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static SourceText Unread(Skip skip) => new("", TextDecoder.Utf8, [], skip);

    private static SourceText TooLarge(long size, ScanOptions options) => Unread(SizeLimit.Exceeded(size, options));
}

/// <summary>The one wording of a file that is too large, met while scanning or while reading.</summary>
internal static class SizeLimit
{
    public static Skip Exceeded(long size, ScanOptions options) => new(
        SkipReason.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"{size:N0} bytes, the limit is {options.MaximumFileBytes:N0}"));
}
