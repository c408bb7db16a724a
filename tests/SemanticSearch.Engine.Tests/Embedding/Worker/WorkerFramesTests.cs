using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Tests.Embedding.Worker;

public sealed class WorkerFramesTests
{
    private static readonly EmbedMessage Batch = new(7, WorkerLane.Query, [new[] { 1, 2, 3 }, new[] { int.MaxValue }, Array.Empty<int>()]);

    public static TheoryData<int> All => [.. Enumerable.Range(0, Messages.Length)];

    private static WorkerMessage[] Messages =>
    [
        new StartMessage("cuda", new WorkerModel("/models/ü 日.gguf", LlamaPooling.Last, 3_584, 1_024, 16, 3, 512, 1, Repack: false)),
        Batch, new CancelMessage(8), new PingMessage(9), new ProgressMessage(0.25f), new ReadyMessage("cpu"), new RefusedMessage(""), new BegunMessage(int.MinValue),
        new VectorsMessage(1, [0.5f, float.NaN, float.Epsilon]), new FailedMessage(3, "No."), new CancelledMessage(4), new PongMessage(5),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_message_arrives_as_it_was_sent(int which)
    {
        var sent = Messages[which];

        var arrived = Read([.. WorkerFrames.Compose(sent), .. WorkerFrames.Compose(new PingMessage(1))]);

        Assert.Equal(WorkerFrames.Compose(sent), WorkerFrames.Compose(arrived!));
        Assert.Equal(sent.GetType(), arrived!.GetType());
    }

    [Fact]
    public void Every_kind_of_message_is_tested_here()
        => Assert.Equal(Enum.GetValues<WorkerMessageKind>(), Messages.Select(message => message.Kind).Order());

    [Fact]
    public void A_batch_keeps_its_texts_apart()
    {
        var arrived = Assert.IsType<EmbedMessage>(Read(WorkerFrames.Compose(Batch)));

        Assert.Equal((7, WorkerLane.Query), (arrived.Id, arrived.Lane));
        Assert.Equal(Batch.Sequences.Select(text => text.ToArray()), arrived.Sequences.Select(text => text.ToArray()));
    }

    [Fact]
    public void The_end_of_the_input_is_no_message() => Assert.Null(Read([]));

    [Theory]
    [InlineData(0, 'X', "Something else than the protocol")]
    [InlineData(2, 200, "version 200")]
    [InlineData(3, 0x7F, "no frame of kind 127")]
    [InlineData(7, 0xFF, "longer than the protocol allows")]
    [InlineData(7, 0x7F, "longer than the protocol allows")]
    [InlineData(12, 9, "no lane 9")]
    [InlineData(16, 0x7F, "promises more than it holds")]
    [InlineData(16, 0xFF, "promises more than it holds")]
    [InlineData(13, 1, "longer than what it says")]
    public void A_frame_that_is_not_one_is_named(int at, byte value, string words)
    {
        var frame = WorkerFrames.Compose(Batch);
        frame[at] = value;

        Assert.Contains(words, Assert.Throws<MalformedFrameException>(() => Read(frame)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pooling_that_llama_cpp_would_end_the_process_on_is_refused()
    {
        var model = new WorkerModel("m", (LlamaPooling)99, 1, 1, 1, 1, 1, 1);

        Assert.Throws<MalformedFrameException>(() => Read(WorkerFrames.Compose(new StartMessage("cpu", model))));
    }

    [Fact]
    public void Bytes_changed_or_cut_off_at_random_are_a_message_or_refused_but_never_anything_else()
    {
        var random = new Random(4);
        var refused = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var frame = WorkerFrames.Compose(Messages[random.Next(Messages.Length)]);
            for (var changes = random.Next(4); changes >= 0; changes--) frame[random.Next(frame.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) frame = frame[..random.Next(frame.Length)];
            try
            {
                Read(frame);
            }
            catch (Exception malformed) when (malformed is MalformedFrameException or EndOfStreamException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 19_999);
    }

    private static WorkerMessage? Read(byte[] bytes) => WorkerFrames.Read(new MemoryStream(bytes));
}
