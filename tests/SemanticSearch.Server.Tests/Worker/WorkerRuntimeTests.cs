using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Server.Tests.Worker;

/// <summary>Which build of llama.cpp computes, and why not the one that was wished for.</summary>
public sealed class WorkerRuntimeTests
{
    [Fact]
    public async Task A_runtime_whose_libraries_are_missing_is_left_with_the_reason()
    {
        await using var fixture = new WorkerFixture();
        using var empty = new TemporaryFolder();
        var worker = fixture.Start(runtimes: [new WorkerRuntime("cuda", empty.FullPath("nowhere")), WorkerFixture.Cpu]);

        await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None);

        Assert.StartsWith("cpu (not cuda: llama.cpp's library", worker.State.Device, StringComparison.Ordinal);
        Assert.Contains(empty.FullPath("nowhere"), worker.State.Device, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_whose_library_is_damaged_is_left_with_the_reason()
    {
        await using var fixture = new WorkerFixture();
        using var damaged = new TemporaryFolder();
        foreach (var library in Directory.GetFiles(WorkerFixture.Cpu.Folder)) damaged.Write(Path.GetFileName(library), "not a library");
        var worker = fixture.Start(runtimes: [new WorkerRuntime("vulkan", damaged.Path), WorkerFixture.Cpu]);

        await worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None);

        Assert.StartsWith("cpu (not vulkan:", worker.State.Device, StringComparison.Ordinal);
        Assert.Contains("could not be loaded", worker.State.Device, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_any_runtime_the_worker_is_unusable_and_names_them_all()
    {
        await using var fixture = new WorkerFixture();
        using var empty = new TemporaryFolder();
        var worker = fixture.Start(runtimes: [new WorkerRuntime("cuda", empty.FullPath("a")), new WorkerRuntime("cpu", empty.FullPath("b"))]);

        var refused = await Assert.ThrowsAsync<WorkerUnavailableException>(() => worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None));

        Assert.Equal(refused.Message, worker.State.Reason);
        Assert.Equal(WorkerPhase.Unusable, worker.State.Phase);
        Assert.Contains(empty.FullPath("a"), refused.Message, StringComparison.Ordinal);
        Assert.Contains(empty.FullPath("b"), refused.Message, StringComparison.Ordinal);
        Assert.Contains("Install it again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_executable_makes_the_worker_unusable()
    {
        await using var fixture = new WorkerFixture();
        using var empty = new TemporaryFolder();
        var worker = fixture.Start(launch: new WorkerLaunch(empty.FullPath("semsearch"), []));

        var refused = await Assert.ThrowsAsync<WorkerUnavailableException>(() => worker.EmbedAsync([WorkerFixture.Text(4)], WorkerLane.Bulk, CancellationToken.None));

        Assert.Null(refused.RetryAfter);
        Assert.Contains("could not be started", refused.Message, StringComparison.Ordinal);
        Assert.Equal(WorkerPhase.Unusable, worker.State.Phase);
    }
}
