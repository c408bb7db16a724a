using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>A batch that the child has not answered yet.</summary>
/// <param name="Values">That the answer must have.</param>
internal sealed record WorkerRequest(int Id, int Values)
{
    public TaskCompletionSource<float[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The child computes it now.</summary>
    public bool Begun { get; set; }
}

/// <summary>The requests that one child has. Safe for several threads at once.</summary>
internal sealed class WorkerRequests
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, WorkerRequest> _open = [];
    private int _last;
    private WorkerEnd? _end;

    public int Begun
    {
        get
        {
            lock (_gate) return _open.Values.Count(request => request.Begun);
        }
    }

    /// <summary>Null as long as the child lives.</summary>
    public WorkerEnd? End
    {
        get
        {
            lock (_gate) return _end;
        }
    }

    /// <exception cref="WorkerDiedException">The child has ended.</exception>
    /// <exception cref="WorkerUnavailableException">It was ended from here.</exception>
    public WorkerRequest Add(int values)
    {
        lock (_gate)
        {
            if (_end is not null) throw _end.ToException(inHand: false);
            var request = new WorkerRequest(++_last, values);
            _open.Add(request.Id, request);
            return request;
        }
    }

    /// <exception cref="MalformedFrameException">Nothing of that number was asked.</exception>
    public void Begin(int id)
    {
        lock (_gate) Find(id).Begun = true;
    }

    /// <exception cref="MalformedFrameException">It is no answer to what was asked.</exception>
    public void Take(WorkerAnswer answer)
    {
        WorkerRequest request;
        lock (_gate)
        {
            request = Find(answer.Id);
            // One that does not fit stays open, and fails with the child.
            if (!Fits(answer, request)) throw new MalformedFrameException($"{answer.Kind} is no answer to what was asked.");
            _open.Remove(answer.Id);
        }

        if (answer is VectorsMessage vectors) request.Answer.TrySetResult(vectors.Values);
        else if (answer is FailedMessage failed) request.Answer.TrySetException(new LlamaException(failed.Reason));
    }

    /// <summary>Takes no more requests. Those that are open fail with <see cref="Fail"/>.</summary>
    public void Close(WorkerEnd end)
    {
        lock (_gate) _end = end;
    }

    /// <summary>Fails what is open, after <see cref="Close"/>.</summary>
    public void Fail(WorkerEnd end)
    {
        List<WorkerRequest> orphans;
        lock (_gate)
        {
            orphans = [.. _open.Values];
            _open.Clear();
        }

        foreach (var orphan in orphans) orphan.Answer.TrySetException(end.ToException(orphan.Begun));
    }

    private WorkerRequest Find(int id)
        => _open.TryGetValue(id, out var request) ? request : throw new MalformedFrameException($"It answered to {id}, which was not asked.");

    private static bool Fits(WorkerAnswer answer, WorkerRequest request) => answer switch
    {
        VectorsMessage vectors => vectors.Values.Length == request.Values,
        // Whoever cancelled it was told at once.
        CancelledMessage => request.Answer.Task.IsCanceled,
        _ => true,
    };
}
