using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace SemanticSearch.Server.Rpc;

/// <summary>The bytes on the pipe do not follow the protocol; nothing after them can be trusted.</summary>
internal sealed class MalformedStreamException(string message) : Exception(message);

/// <summary>Messages framed by a Content-Length header, as the Language Server Protocol's base protocol has them.</summary>
internal sealed class MessageStream(Stream input, Stream output)
{
    /// <summary>Bytes. The largest message is an unsaved document, which the editor caps far below.</summary>
    public const int MaximumLength = 64 * 1024 * 1024;

    /// <summary>Bytes of all header lines of a message.</summary>
    private const int MaximumHeader = 4_096;

    private const string LengthName = "Content-Length:";
    private readonly PipeReader _reader = PipeReader.Create(input);

    /// <returns>A message's bytes; null at the end of input.</returns>
    /// <exception cref="MalformedStreamException">The header is not one, or the message is too long.</exception>
    public async ValueTask<byte[]?> ReadAsync(CancellationToken cancellation)
    {
        int? length = null;
        while (true)
        {
            var read = await _reader.ReadAsync(cancellation).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (length is null && TryReadHeader(ref buffer, out var found)) length = found;
            if (length is { } wanted && buffer.Length >= wanted)
            {
                var message = buffer.Slice(0, wanted).ToArray();
                _reader.AdvanceTo(buffer.GetPosition(wanted));
                return message;
            }
            if (length is null && buffer.Length > MaximumHeader) throw new MalformedStreamException("A message began without a Content-Length header.");
            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted) return null;
        }
    }

    /// <summary>Not safe for several writers at once.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{LengthName} {message.Length}\r\n\r\n")), cancellation).ConfigureAwait(false);
        await output.WriteAsync(message, cancellation).ConfigureAwait(false);
        await output.FlushAsync(cancellation).ConfigureAwait(false);
    }

    private static bool TryReadHeader(ref ReadOnlySequence<byte> buffer, out int length)
    {
        length = 0;
        var reader = new SequenceReader<byte>(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> header, "\r\n\r\n"u8)) return false;
        if (header.Length > MaximumHeader) throw new MalformedStreamException("A message's header is too long.");
        var line = Encoding.ASCII.GetString(header).Split("\r\n").FirstOrDefault(line => line.StartsWith(LengthName, StringComparison.OrdinalIgnoreCase))
            ?? throw new MalformedStreamException("A message's header has no Content-Length.");
        if (!int.TryParse(line.AsSpan(LengthName.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > MaximumLength)
        {
            throw new MalformedStreamException($"A message's length is not a number up to {MaximumLength}.");
        }
        buffer = buffer.Slice(reader.Position);
        return true;
    }
}
