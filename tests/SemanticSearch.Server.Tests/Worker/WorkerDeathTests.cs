using System.Runtime.InteropServices;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Worker;

/// <summary>Workers that die, and a parent that does not.</summary>
public sealed partial class WorkerDeathTests
{
    private static readonly TinyModelOptions Plain = new(ContextLength: WorkerFixture.BatchTokens);

    /// <summary>llama.cpp asserts that a model has layers, and ends the process.</summary>
    private static TinyModel Aborting => TinyModel.Build(Plain).Set("nomic-bert.block_count", 0u);

    [Fact]
    public async Task A_worker_killed_over_a_batch_is_told_so_and_the_next_request_has_a_new_one()
    {
        await using var fixture = new WorkerFixture(WorkerFixture.Slow);
        var worker = fixture.Start();
        var batch = worker.EmbedAsync([WorkerFixture.Text(WorkerFixture.BatchTokens)], WorkerLane.Bulk, CancellationToken.None);
        await WorkerFixture.UntilAsync(() => worker.BatchesInHand == 1, "the batch to begin");
        var waiting = worker.EmbedAsync([WorkerFixture.Text(1)], WorkerLane.Bulk, CancellationToken.None);
        var first = worker.ProcessId!.Value;

        WorkerFixture.Kill(first);

        var death = await Assert.ThrowsAsync<WorkerDiedException>(() => batch);
        Assert.Equal((WorkerDeath.Killed, true), (death.Death, death.InHand));
        Assert.False((await Assert.ThrowsAsync<WorkerDiedException>(() => waiting)).InHand);
        Assert.Equal(64, (await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None)).Length);
        Assert.NotEqual(first, worker.ProcessId);
    }

    [Fact]
    public async Task Twenty_kills_in_a_row_lose_nothing()
    {
        await using var fixture = new WorkerFixture();
        var time = new ManualTime();
        var worker = fixture.Start(time);
        var expected = new List<float[]>();
        for (var text = 0; text < 20; text++) expected.Add(await worker.EmbedAsync([WorkerFixture.Text(30, text)], WorkerLane.Bulk, CancellationToken.None));
        var random = new Random(7);
        var (killed, vectors) = (new HashSet<int>(), new List<float[]>());

        for (var text = 0; text < expected.Count;)
        {
            var embedding = worker.EmbedAsync([WorkerFixture.Text(30, text)], WorkerLane.Bulk, CancellationToken.None);
            if (killed.Count == text)
            {
                // Sometimes while it loads, sometimes over the batch, sometimes just after.
                for (var spins = random.Next(2_000); spins > 0 && !embedding.IsCompleted; spins--) await Task.Yield();
                await WorkerFixture.UntilAsync(() => worker.ProcessId is not null || embedding.IsCompleted, "a process to kill");
                if (worker.ProcessId is { } process && killed.Add(process)) WorkerFixture.Kill(process);
            }

            try
            {
                vectors.Add(await embedding);
                text++;
            }
            catch (WorkerDiedException death)
            {
                Assert.Equal(WorkerDeath.Killed, death.Death);
            }
            catch (WorkerUnavailableException pause)
            {
                time.Advance(pause.RetryAfter!.Value);
            }
        }

        Assert.Equal(20, killed.Count);
        Assert.Equal(expected, vectors);
    }

    [Fact]
    public async Task A_file_that_llama_cpp_aborts_on_is_a_crash_with_its_last_words_and_given_up_after_the_third()
    {
        await using var fixture = new WorkerFixture(Aborting);
        var time = new ManualTime();
        var worker = fixture.Start(time);
        async Task<WorkerDiedException> Crash()
            => await Assert.ThrowsAsync<WorkerDiedException>(() => worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None));

        var first = await Crash();
        Assert.Equal((WorkerDeath.Crashed, false), (first.Death, first.InHand));
        Assert.Contains("GGML_ASSERT", first.LastWords, StringComparison.Ordinal);
        Assert.Equal(WorkerPhase.BackingOff, worker.State.Phase);
        await Crash();
        var pause = await Unavailable(worker);
        Assert.Equal(TimeSpan.FromSeconds(0.25), pause.RetryAfter);
        time.Advance(pause.RetryAfter!.Value);
        var given = await Unavailable(worker);

        Assert.Null(given.RetryAfter);
        Assert.Equal(WorkerPhase.Unusable, worker.State.Phase);
        Assert.Contains("choose another model", given.Message, StringComparison.Ordinal);
        worker.Resume();
        Assert.Equal(WorkerPhase.Off, worker.State.Phase);
    }

    [Fact]
    public async Task A_file_that_llama_cpp_refuses_makes_the_worker_unusable_until_it_is_resumed_with_a_good_one()
    {
        await using var fixture = new WorkerFixture();
        var good = File.ReadAllBytes(fixture.Model.Path);
        File.WriteAllText(fixture.Model.Path, "<html>Not found</html>");
        var worker = fixture.Start();

        var refused = await Unavailable(worker);
        Assert.Contains(fixture.Model.Path, refused.Message, StringComparison.Ordinal);
        Assert.Equal((WorkerPhase.Unusable, null), (worker.State.Phase, worker.ProcessId));
        File.WriteAllBytes(fixture.Model.Path, good);
        Assert.Equal(refused.Message, (await Unavailable(worker)).Message);
        worker.Resume();

        Assert.Equal(64, (await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None)).Length);
    }

    [Fact]
    public async Task A_model_deleted_under_a_running_worker_is_missed_at_the_next_start_only()
    {
        await using var fixture = new WorkerFixture();
        var worker = fixture.Start();
        await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None);

        File.Delete(fixture.Model.Path);
        await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None);
        await worker.EndAsync();

        Assert.Contains("no model file", (await Unavailable(worker)).Message, StringComparison.Ordinal);
        Assert.Equal(WorkerPhase.Unusable, worker.State.Phase);
    }

    [Fact]
    public async Task A_process_that_does_not_speak_the_protocol_is_ended_with_words()
    {
        await using var fixture = new WorkerFixture();
        var worker = fixture.Start(launch: WorkerFixture.Launch with { Arguments = ["--help"] });

        var death = await Assert.ThrowsAsync<WorkerDiedException>(() => worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None));

        Assert.Equal(WorkerDeath.Ended, death.Death);
        Assert.Contains("did not speak the protocol", death.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_no_longer_answers_is_ended_after_30_seconds()
    {
        await using var fixture = new WorkerFixture(WorkerFixture.Slow);
        var time = new ManualTime();
        var worker = fixture.Start(time);
        var batch = worker.EmbedAsync([WorkerFixture.Text(WorkerFixture.BatchTokens)], WorkerLane.Bulk, CancellationToken.None);
        await WorkerFixture.UntilAsync(() => worker.BatchesInHand == 1, "the batch to begin");
        var process = worker.ProcessId!.Value;
        Suspend(process);

        for (var pings = 0; pings < 3; pings++) time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(batch.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));

        var death = await Assert.ThrowsAsync<WorkerDiedException>(() => batch);
        Assert.Equal(WorkerDeath.Ended, death.Death);
        Assert.Contains("did not answer for 30 seconds", death.Message, StringComparison.Ordinal);
        Assert.False(WorkerFixture.IsRunning(process));
    }

    [Fact]
    public async Task Suspending_ends_the_process_and_refuses_requests_until_it_is_resumed()
    {
        await using var fixture = new WorkerFixture(WorkerFixture.Slow);
        var worker = fixture.Start();
        var batch = worker.EmbedAsync([WorkerFixture.Text(WorkerFixture.BatchTokens)], WorkerLane.Bulk, CancellationToken.None);
        await WorkerFixture.UntilAsync(() => worker.BatchesInHand == 1, "the batch to begin");
        var process = worker.ProcessId!.Value;

        await worker.SuspendAsync("Memory is short. Close something.");

        Assert.False(WorkerFixture.IsRunning(process));
        Assert.Equal("Memory is short. Close something.", (await Assert.ThrowsAsync<WorkerUnavailableException>(() => batch)).Message);
        Assert.Equal("Memory is short. Close something.", (await Unavailable(worker)).Message);
        Assert.Equal((WorkerPhase.Suspended, 0L), (worker.State.Phase, worker.ResidentBytes));
        await worker.EndAsync();
        Assert.Equal(WorkerPhase.Suspended, worker.State.Phase);
        worker.Resume();
        Assert.Equal(64, (await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None)).Length);
    }

    [Fact]
    public async Task Disposing_ends_the_process_and_takes_no_more_requests()
    {
        await using var fixture = new WorkerFixture();
        var worker = fixture.Start();
        await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None);
        var process = worker.ProcessId!.Value;

        await worker.DisposeAsync();

        Assert.False(WorkerFixture.IsRunning(process));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None));
    }

    private static async Task<WorkerUnavailableException> Unavailable(EmbeddingWorker worker)
        => await Assert.ThrowsAsync<WorkerUnavailableException>(() => worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None));

    /// <summary>Stops a process without ending it.</summary>
    private static void Suspend(int processId)
    {
        if (OperatingSystem.IsWindows())
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            Assert.Equal(0, SuspendProcess(process.Handle));
            return;
        }

        // SIGSTOP.
        Assert.Equal(0, Signal(processId, OperatingSystem.IsMacOS() ? 17 : 19));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    [LibraryImport("ntdll", EntryPoint = "NtSuspendProcess")]
    private static partial int SuspendProcess(nint process);
}
