using System.Collections.Concurrent;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker.Child;

/// <summary>
/// One lane: a thread that computes batch after batch with a context of its own, which is made when the first batch comes.
/// </summary>
/// <param name="send">Safe to call from any thread.</param>
internal sealed class LaneThread(WorkerLane lane, WorkerModel plan, LlamaModel model, Action<WorkerMessage> send)
{
    /// <summary>The sidecar asks for a few batches ahead at most; more than this is a fault of its.</summary>
    private const int MostWaiting = 1_024;

    private readonly BlockingCollection<(EmbedMessage Batch, CancellationToken Cancellation)> _waiting = new(MostWaiting);
    private LlamaContext? _context;

    /// <summary>Makes the context before the first batch comes, so that too little memory is known at once.</summary>
    /// <exception cref="LlamaException">There is not enough memory.</exception>
    public void Prepare()
    {
        var threads = lane == WorkerLane.Query ? plan.QueryThreads : plan.BulkThreads;
        _context ??= new LlamaContext(model, new LlamaContextOptions(plan.TokensOf(lane), plan.Sequences, threads, plan.Pooling));
    }

    public void Start()
        => new Thread(Run) { Name = $"{lane} lane", IsBackground = true }.Start();

    public void Add(EmbedMessage batch, CancellationToken cancellation)
    {
        if (!_waiting.TryAdd((batch, cancellation))) send(new FailedMessage(batch.Id, $"More than {MostWaiting} batches are waiting."));
    }

    private void Run()
    {
        if (lane == WorkerLane.Bulk) LanePriority.Lower();
        foreach (var (batch, cancellation) in _waiting.GetConsumingEnumerable()) send(Answer(batch, cancellation));
    }

    private WorkerMessage Answer(EmbedMessage batch, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            send(new BegunMessage(batch.Id));
            Prepare();
            var vectors = new float[batch.Sequences.Count * plan.Dimensions];
            _context!.Embed(batch.Sequences, vectors, cancellation);
            return new VectorsMessage(batch.Id, vectors);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return new CancelledMessage(batch.Id);
        }
        catch (Exception refused) when (refused is LlamaException or ArgumentException)
        {
            return new FailedMessage(batch.Id, refused.Message);
        }
    }
}
