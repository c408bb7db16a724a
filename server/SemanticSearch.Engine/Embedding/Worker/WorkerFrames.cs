namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>The bytes on the pipe do not follow the protocol; nothing after them can be trusted.</summary>
internal sealed class MalformedFrameException(string message) : Exception(message);

/// <summary>
/// The protocol between the sidecar and its embedding worker, over the worker's stdin and stdout. Both ends are the same machine, so numbers
/// stand in its own byte order.
/// <code>
/// frame    := "SE" version:u8 kind:u8 length:i32 payload       length: bytes of the payload
/// string   := length:i32 utf-8
///
/// sidecar → worker
///   Start     runtime:string path:string pooling dimensions batchTokens sequences bulkThreads queryTokens queryThreads:i32 repack:u8   once, first
///   Embed     id:i32 lane:u8 count:i32 (length:i32 token:i32*)*      vectors of `count` texts
///   Cancel    id:i32                                                 also inside a batch; answered by whatever comes first
///   Ping      number:i32                                             at any time, even while loading
///
/// worker → sidecar
///   Progress  share:f32                                              of the model that is loaded
///   Ready     device:string                                          Embed may follow
///   Refused   reason:string                                          instead of Ready; the sidecar ends the worker
///   Begun     id:i32                                                 the lane's thread has this batch in hand from now on
///   Vectors   id:i32 count:i32 value:f32*                            row by row, not normalised
///   Failed    id:i32 reason:string                                   llama.cpp refused the batch, and is still well
///   Cancelled id:i32
///   Pong      number:i32
/// </code>
/// Each Embed has exactly one answer: Vectors, Failed or Cancelled. The worker ends when its stdin does. A frame that is not one of these ends
/// the connection.
/// </summary>
internal static class WorkerFrames
{
    /// <summary>Raised with every change of what the frames say: a sidecar may find a newer executable at its place.</summary>
    public const byte Version = 1;

    /// <summary>Bytes. Enough for <see cref="SemanticSearch.Llama.LlamaContext.MaximumSequences"/> vectors of <see cref="WorkerModel.MaximumDimensions"/> values.</summary>
    public const int MaximumPayload = 32 * 1024 * 1024;

    public const int HeaderLength = 8;

    private static ReadOnlySpan<byte> Mark => "SE"u8;

    /// <returns>Null at the end of input.</returns>
    /// <exception cref="MalformedFrameException"/>
    /// <exception cref="EndOfStreamException">The input ends inside a frame.</exception>
    public static WorkerMessage? Read(Stream input)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var read = input.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (read == 0) return null;
        if (read < HeaderLength) throw new EndOfStreamException("The connection ended inside a frame.");
        if (!header.StartsWith(Mark)) throw new MalformedFrameException("Something else than the protocol was written to the connection.");
        if (header[2] != Version)
        {
            throw new MalformedFrameException($"The other end speaks version {header[2]} of the protocol, this one {Version}: restart the editor after an update.");
        }

        var length = BitConverter.ToInt32(header[4..]);
        if ((uint)length > MaximumPayload) throw new MalformedFrameException($"A frame of {(uint)length} bytes is longer than the protocol allows.");
        var payload = new byte[length];
        input.ReadExactly(payload);
        return WorkerMessage.Decode((WorkerMessageKind)header[3], payload);
    }

    /// <returns>The whole frame.</returns>
    public static byte[] Compose(WorkerMessage message)
    {
        using var frame = new MemoryStream();
        frame.Write(Mark);
        frame.WriteByte(Version);
        frame.WriteByte((byte)message.Kind);
        frame.Write(new byte[sizeof(int)]);
        using (var writer = new BinaryWriter(frame, System.Text.Encoding.UTF8, leaveOpen: true)) message.Encode(writer);
        var bytes = frame.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(4), bytes.Length - HeaderLength);
        return bytes;
    }
}
