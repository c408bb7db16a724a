using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Llama;
using SemanticSearch.Llama.Tests;

namespace SemanticSearch.Server.Tests.Worker;

/// <summary>A worker that is well: what it computes, and in which order.</summary>
public sealed class EmbeddingWorkerTests
{
    [Fact]
    public async Task Vectors_are_bit_for_bit_those_of_llama_cpp_in_this_process()
    {
        await using var fixture = new WorkerFixture();
        var plan = fixture.Model;
        ReadOnlyMemory<int>[] texts = [WorkerFixture.Text(300, seed: 1), WorkerFixture.Text(1, seed: 2), WorkerFixture.Text(77, seed: 3)];
        using var model = LlamaModel.Load(TestLlama.Load(), plan.Path, new LlamaModelOptions(), progress: null, CancellationToken.None);
        using var context = new LlamaContext(model, new LlamaContextOptions(plan.BatchTokens, plan.Sequences, plan.BulkThreads, plan.Pooling));
        var expected = new float[texts.Length * plan.Dimensions];
        context.Embed(texts, expected, CancellationToken.None);

        var vectors = await fixture.Start().EmbedAsync(texts, WorkerLane.Bulk, CancellationToken.None);

        Assert.Equal(expected, vectors);
        Assert.DoesNotContain(vectors, float.IsNaN);
    }

    [Fact]
    public async Task A_worker_starts_with_the_first_request_and_tells_what_computes()
    {
        await using var fixture = new WorkerFixture();
        var worker = fixture.Start();
        Assert.Equal((WorkerPhase.Off, null, 0), (worker.State.Phase, worker.ProcessId, worker.ResidentBytes));
        var states = new System.Collections.Concurrent.ConcurrentQueue<WorkerState>();
        worker.StateChanged += states.Enqueue;

        await worker.EmbedAsync([WorkerFixture.Text(5)], WorkerLane.Query, CancellationToken.None);

        Assert.Equal(new WorkerState(WorkerPhase.Ready, "", "cpu", 1), worker.State);
        Assert.Contains(states, state => state is { Phase: WorkerPhase.Starting, LoadProgress: > 0 });
        Assert.True(worker.ResidentBytes > 1_000_000);
        Assert.True(WorkerFixture.IsRunning(worker.ProcessId!.Value));
    }

    [Fact]
    public async Task A_query_is_answered_while_the_bulk_lane_computes()
    {
        await using var fixture = new WorkerFixture(WorkerFixture.Slow);
        var worker = fixture.Start();
        using var enough = new CancellationTokenSource();
        var bulk = Enumerable.Range(0, 3).Select(_ => worker.EmbedAsync([WorkerFixture.Text(WorkerFixture.BatchTokens)], WorkerLane.Bulk, enough.Token)).ToList();
        await WorkerFixture.UntilAsync(() => worker.BatchesInHand == 1, "the bulk batch to begin");

        var query = await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Query, CancellationToken.None);

        Assert.Equal(64, query.Length);
        Assert.All(bulk, batch => Assert.False(batch.IsCompleted));
        await enough.CancelAsync();
        foreach (var batch in bulk) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);
    }

    [Fact]
    public async Task Cancelling_frees_the_lane_for_the_next_batch()
    {
        await using var fixture = new WorkerFixture(WorkerFixture.Slow);
        var worker = fixture.Start();
        using var enough = new CancellationTokenSource();
        var batch = worker.EmbedAsync([WorkerFixture.Text(WorkerFixture.BatchTokens)], WorkerLane.Bulk, enough.Token);
        await WorkerFixture.UntilAsync(() => worker.BatchesInHand == 1, "the batch to begin");
        var process = worker.ProcessId;

        await enough.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batch);
        Assert.Equal(64, (await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None)).Length);
        Assert.Equal((process, 0), (worker.ProcessId, worker.BatchesInHand));
    }

    [Fact]
    public async Task A_token_that_the_model_has_not_is_refused_and_the_worker_is_still_well()
    {
        await using var fixture = new WorkerFixture();
        var worker = fixture.Start();

        var refused = await Assert.ThrowsAsync<LlamaException>(() => worker.EmbedAsync([new[] { 1_000_000 }], WorkerLane.Bulk, CancellationToken.None));

        Assert.Contains("no token 1000000", refused.Message, StringComparison.Ordinal);
        var process = worker.ProcessId;
        await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None);
        Assert.Equal(process, worker.ProcessId);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_or_empty_never_reaches_the_child()
    {
        await using var fixture = new WorkerFixture();
        var worker = fixture.Start();

        await Assert.ThrowsAsync<ArgumentException>(() => worker.EmbedAsync([], WorkerLane.Bulk, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => worker.EmbedAsync([WorkerFixture.Text(WorkerFixture.BatchTokens + 1)], WorkerLane.Bulk, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => worker.EmbedAsync([WorkerFixture.Text(WorkerFixture.BatchTokens)], WorkerLane.Query, CancellationToken.None));

        Assert.Null(worker.ProcessId);
    }
}
