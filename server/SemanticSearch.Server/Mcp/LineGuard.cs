namespace SemanticSearch.Server.Mcp;

/// <summary>
/// The bytes of a stream, without what goes beyond a line's permitted length: a message of some GB must not be collected in memory. What is left of such a line is
/// no JSON any more, and is answered or passed over as such.
/// </summary>
/// <param name="longest">Bytes of a line.</param>
internal sealed class LineGuard(Stream input, int longest) : Stream
{
    private int _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // Reading the console cannot be cancelled; whoever waits for it can.
            var reading = input.ReadAsync(buffer, cancellationToken);
            var read = reading.IsCompletedSuccessfully ? reading.Result : await reading.AsTask().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (read == 0) return 0;
            var kept = Keep(buffer.Span[..read]);
            if (kept > 0) return kept;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) input.Dispose();
        base.Dispose(disposing);
    }

    /// <returns>How many bytes are left at the front of the buffer.</returns>
    private int Keep(Span<byte> bytes)
    {
        var kept = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == (byte)'\n') _length = 0;
            else if (_length == longest) continue;
            else _length++;
            bytes[kept++] = bytes[i];
        }
        return kept;
    }
}
