using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Fetching;
using SemanticSearch.Tests.Http;

namespace SemanticSearch.Engine.Tests.Models.Fetching;

/// <summary>Downloads from a real server on this machine that does what servers should.</summary>
public sealed class ModelDownloadTests
{
    [Fact]
    public async Task A_file_arrives_whole_and_leaves_nothing_beside_it()
    {
        await using var fixture = new DownloadFixture(Good);
        var progress = new List<FileProgress>();

        var fetched = await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256, progress: new Recorded(progress));

        fixture.AssertWhole();
        Assert.Equal((DownloadFixture.Sha256, true), (fetched.Sha256, fetched.HashWasKnown));
        Assert.Equal([fixture.Target], Directory.GetFiles(Path.GetDirectoryName(fixture.Target)!));
        Assert.Equal(new FileProgress(FileWork.Checking, DownloadFixture.Size, DownloadFixture.Size), progress[^1]);
        Assert.Equal(progress.Where(step => step.Work == FileWork.Receiving).Select(step => step.Done).Order(), progress.SkipLast(1).Select(step => step.Done));
    }

    [Fact]
    public async Task Without_a_known_hash_its_own_is_told_and_marked_as_such()
    {
        await using var fixture = new DownloadFixture(Good);

        var fetched = await fixture.FetchAsync();

        Assert.Equal((DownloadFixture.Sha256, false), (fetched.Sha256, fetched.HashWasKnown));
    }

    [Fact]
    public async Task A_part_is_gone_on_with_and_hashed_from_the_disk()
    {
        await using var fixture = new DownloadFixture(Good);
        fixture.LeavePart(DownloadFixture.File.AsSpan(0, 1_234_567));

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
        var asked = Assert.Single(fixture.Server.Asked);
        Assert.Equal(("bytes=1234567-", "\"one\""), (asked.Header("Range"), asked.Header("If-Range")));
    }

    [Fact]
    public async Task A_part_that_is_whole_already_only_needs_its_name()
    {
        await using var fixture = new DownloadFixture(Good);
        fixture.LeavePart(DownloadFixture.File);

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
    }

    [Fact]
    public async Task A_part_of_unknown_origin_is_not_trusted()
    {
        await using var fixture = new DownloadFixture(Good);
        File.WriteAllBytes(fixture.Part, DownloadFixture.File.AsSpan(0, 1_000));

        await fixture.FetchAsync(DownloadFixture.Size, DownloadFixture.Sha256);

        fixture.AssertWhole();
        Assert.Null(Assert.Single(fixture.Server.Asked).Header("Range"));
    }

    [Fact]
    public async Task Redirections_are_followed_and_the_first_hosts_word_on_size_and_hash_counts()
    {
        await using var storage = new FileServer(Good);
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync(
            "302 Found", $"Location: {storage.Address}elsewhere", $"X-Linked-Size: {DownloadFixture.Size}", $"X-Linked-Etag: \"{DownloadFixture.Sha256}\""));

        Assert.True((await fixture.FetchAsync()).HashWasKnown);

        fixture.AssertWhole();
        Assert.Equal("/elsewhere", Assert.Single(storage.Asked).Target);
    }

    [Fact]
    public async Task The_token_goes_to_the_first_host_and_to_no_other()
    {
        await using var storage = new FileServer(Good);
        await using var fixture = new DownloadFixture((_, wire) => wire.HeadAsync("307 Temporary Redirect", $"Location: {storage.Address}"));

        await fixture.FetchAsync(token: "secret");

        Assert.Equal("Bearer secret", Assert.Single(fixture.Server.Asked).Header("Authorization"));
        Assert.Null(Assert.Single(storage.Asked).Header("Authorization"));
    }

    [Fact]
    public async Task Cancelling_keeps_the_part_and_the_next_run_goes_on_from_there()
    {
        await using var fixture = new DownloadFixture(HalfThenSilence, Good);
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.FetchAsync(
            sha256: DownloadFixture.Sha256, progress: new Recorded(step => { if (step.Done == DownloadFixture.Size / 2) stop.Cancel(); }), cancellation: stop.Token));
        Assert.Equal(DownloadFixture.Size / 2, new FileInfo(fixture.Part).Length);

        await fixture.FetchAsync(sha256: DownloadFixture.Sha256);
        fixture.AssertWhole();
        Assert.Equal(DownloadFixture.Size / 2, fixture.Server.Asked.Last().From);
    }

    [Fact]
    public async Task A_second_process_is_told_that_the_first_is_at_it()
    {
        await using var fixture = new DownloadFixture(HalfThenSilence);
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var first = fixture.FetchAsync(progress: new Recorded(_ => begun.TrySetResult()), cancellation: stop.Token);
        await begun.Task;

        Assert.Equal(DownloadFailure.Busy, (await fixture.FailAsync()).Failure);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
    }

    internal static Task Good(HttpAsked asked, HttpWire wire) => wire.FileAsync(asked, DownloadFixture.File);

    internal static async Task HalfThenSilence(HttpAsked asked, HttpWire wire)
    {
        await wire.HeadAsync("200 OK", "ETag: \"one\"", $"Content-Length: {DownloadFixture.Size}");
        await wire.BodyAsync(DownloadFixture.File.AsMemory(0, DownloadFixture.Size / 2));
        await Task.Delay(Timeout.Infinite, wire.End);
    }

    /// <summary>Reports as they come, in the thread that makes them.</summary>
    internal sealed class Recorded(Action<FileProgress> take) : IProgress<FileProgress>
    {
        public Recorded(List<FileProgress> steps)
            : this(steps.Add)
        {
        }

        public void Report(FileProgress value) => take(value);
    }
}
