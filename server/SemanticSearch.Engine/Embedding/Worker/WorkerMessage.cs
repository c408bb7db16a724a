using System.Runtime.InteropServices;
using System.Text;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>Numbers of the protocol. What the worker says has the highest bit set.</summary>
internal enum WorkerMessageKind : byte
{
    Start = 0x01,
    Embed = 0x02,
    Cancel = 0x03,
    Ping = 0x04,
    Progress = 0x81,
    Ready = 0x82,
    Refused = 0x83,
    Begun = 0x84,
    Vectors = 0x85,
    Failed = 0x86,
    Cancelled = 0x87,
    Pong = 0x88,
}

/// <summary>What a frame says; see <see cref="WorkerFrames"/> for its bytes.</summary>
internal abstract record WorkerMessage(WorkerMessageKind Kind)
{
    public abstract void Encode(BinaryWriter writer);

    /// <exception cref="MalformedFrameException"/>
    public static WorkerMessage Decode(WorkerMessageKind kind, ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload);
        WorkerMessage message = kind switch
        {
            WorkerMessageKind.Start => StartMessage.Read(ref reader),
            WorkerMessageKind.Embed => EmbedMessage.Read(ref reader),
            WorkerMessageKind.Cancel => new CancelMessage(reader.Int32()),
            WorkerMessageKind.Ping => new PingMessage(reader.Int32()),
            WorkerMessageKind.Progress => new ProgressMessage(reader.Single()),
            WorkerMessageKind.Ready => new ReadyMessage(reader.String()),
            WorkerMessageKind.Refused => new RefusedMessage(reader.String()),
            WorkerMessageKind.Begun => new BegunMessage(reader.Int32()),
            WorkerMessageKind.Vectors => new VectorsMessage(reader.Int32(), reader.Singles()),
            WorkerMessageKind.Failed => new FailedMessage(reader.Int32(), reader.String()),
            WorkerMessageKind.Cancelled => new CancelledMessage(reader.Int32()),
            WorkerMessageKind.Pong => new PongMessage(reader.Int32()),
            _ => throw new MalformedFrameException($"The protocol has no frame of kind {(byte)kind}."),
        };
        reader.End();
        return message;
    }

    protected static void Write(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}

/// <summary>The one answer that each <see cref="EmbedMessage"/> has.</summary>
internal abstract record WorkerAnswer(WorkerMessageKind Kind, int Id) : WorkerMessage(Kind);

internal sealed record StartMessage(string Runtime, WorkerModel Model) : WorkerMessage(WorkerMessageKind.Start)
{
    public static StartMessage Read(ref PayloadReader reader)
    {
        var runtime = reader.String();
        var path = reader.String();
        var pooling = (LlamaPooling)reader.Int32();
        // llama.cpp ends the process on a pooling that it does not have.
        if (!Enum.IsDefined(pooling)) throw new MalformedFrameException($"There is no pooling {(int)pooling}.");
        return new StartMessage(runtime, new WorkerModel(
            path, pooling, Dimensions: reader.Int32(), BatchTokens: reader.Int32(), Sequences: reader.Int32(), BulkThreads: reader.Int32(),
            QueryTokens: reader.Int32(), QueryThreads: reader.Int32(), Repack: reader.Byte() != 0));
    }

    public override void Encode(BinaryWriter writer)
    {
        Write(writer, Runtime);
        Write(writer, Model.Path);
        writer.Write((int)Model.Pooling);
        writer.Write(Model.Dimensions);
        writer.Write(Model.BatchTokens);
        writer.Write(Model.Sequences);
        writer.Write(Model.BulkThreads);
        writer.Write(Model.QueryTokens);
        writer.Write(Model.QueryThreads);
        writer.Write(Model.Repack);
    }
}

internal sealed record EmbedMessage(int Id, WorkerLane Lane, IReadOnlyList<ReadOnlyMemory<int>> Sequences) : WorkerMessage(WorkerMessageKind.Embed)
{
    public static EmbedMessage Read(ref PayloadReader reader)
    {
        var id = reader.Int32();
        var lane = (WorkerLane)reader.Byte();
        if (lane is not (WorkerLane.Bulk or WorkerLane.Query)) throw new MalformedFrameException($"There is no lane {(int)lane}.");
        var sequences = new ReadOnlyMemory<int>[reader.Count(sizeof(int))];
        for (var i = 0; i < sequences.Length; i++) sequences[i] = reader.Int32s();
        return new EmbedMessage(id, lane, sequences);
    }

    public override void Encode(BinaryWriter writer)
    {
        writer.Write(Id);
        writer.Write((byte)Lane);
        writer.Write(Sequences.Count);
        foreach (var sequence in Sequences)
        {
            writer.Write(sequence.Length);
            writer.Write(MemoryMarshal.AsBytes(sequence.Span));
        }
    }
}

internal sealed record CancelMessage(int Id) : WorkerMessage(WorkerMessageKind.Cancel)
{
    public override void Encode(BinaryWriter writer) => writer.Write(Id);
}

internal sealed record PingMessage(int Number) : WorkerMessage(WorkerMessageKind.Ping)
{
    public override void Encode(BinaryWriter writer) => writer.Write(Number);
}

internal sealed record ProgressMessage(float Share) : WorkerMessage(WorkerMessageKind.Progress)
{
    public override void Encode(BinaryWriter writer) => writer.Write(Share);
}

internal sealed record ReadyMessage(string Device) : WorkerMessage(WorkerMessageKind.Ready)
{
    public override void Encode(BinaryWriter writer) => Write(writer, Device);
}

internal sealed record RefusedMessage(string Reason) : WorkerMessage(WorkerMessageKind.Refused)
{
    public override void Encode(BinaryWriter writer) => Write(writer, Reason);
}

internal sealed record BegunMessage(int Id) : WorkerMessage(WorkerMessageKind.Begun)
{
    public override void Encode(BinaryWriter writer) => writer.Write(Id);
}

internal sealed record VectorsMessage(int Id, float[] Values) : WorkerAnswer(WorkerMessageKind.Vectors, Id)
{
    public override void Encode(BinaryWriter writer)
    {
        writer.Write(Id);
        writer.Write(Values.Length);
        writer.Write(MemoryMarshal.AsBytes<float>(Values));
    }
}

internal sealed record FailedMessage(int Id, string Reason) : WorkerAnswer(WorkerMessageKind.Failed, Id)
{
    public override void Encode(BinaryWriter writer)
    {
        writer.Write(Id);
        Write(writer, Reason);
    }
}

internal sealed record CancelledMessage(int Id) : WorkerAnswer(WorkerMessageKind.Cancelled, Id)
{
    public override void Encode(BinaryWriter writer) => writer.Write(Id);
}

internal sealed record PongMessage(int Number) : WorkerMessage(WorkerMessageKind.Pong)
{
    public override void Encode(BinaryWriter writer) => writer.Write(Number);
}
