using SemanticSearch.Engine;
using SemanticSearch.Server.Commands;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Commands;

public sealed class CommandHostTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new(), error = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(2, "search")]
    [InlineData(2, "search", "x", "-k", "1000")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "similar", "here.py:5")]
    [InlineData(2, "search", "x", "--changed-since", "HEAD")]
    [InlineData(3, "search", "x", "--path", "nowhere")]
    [InlineData(3, "index", "here.py")]
    [InlineData(3, "similar", "missing.py:5")]
    [InlineData(3, "why", "../../elsewhere/missing.py")]
    public async Task A_failure_is_said_once_on_stderr_and_ends_with_its_code(int exitCode, params string[] arguments)
    {
        folder.Write("here.py", "one\n");

        Assert.Equal((ExitCode)exitCode, await RunAsync(arguments));
        Assert.Empty(output.ToString());
        Assert.NotEmpty(error.ToString());
        Assert.DoesNotContain("Exception", error.ToString());
    }

    [Fact]
    public async Task Help_goes_to_stdout_and_is_no_failure()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync("--help"));
        Assert.Contains("Exit codes:", output.ToString());
        Assert.Empty(error.ToString());
    }

    [Fact]
    public void Each_kind_of_failure_has_its_exit_code()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();

        Assert.Equal(ExitCode.Cancelled, CommandFailure.Of(new OperationCanceledException(), stopped.Token).ExitCode);
        Assert.Equal(ExitCode.NoHits, CommandFailure.Of(new CommandException(ExitCode.NoHits, "x"), default).ExitCode);
        Assert.Equal(ExitCode.NotFound, CommandFailure.Of(new UnauthorizedAccessException("x"), default).ExitCode);
        Assert.Equal(ExitCode.NotFound, CommandFailure.Of(new DirectoryNotFoundException("x"), default).ExitCode);
        Assert.Equal(ExitCode.IndexUnusable, CommandFailure.Of(new IOException("x", 28), default).ExitCode);
    }

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_a_fault() =>
        Assert.True(CommandFailure.Of(new OperationCanceledException(), CancellationToken.None) is { ExitCode: ExitCode.Internal, Unexpected: true });

    [Fact]
    public void The_unexpected_is_neutral_to_the_user_and_whole_in_the_log()
    {
        var failure = CommandFailure.Of(new InvalidOperationException("secret detail"), CancellationToken.None);
        var log = new LogFile(folder.Path, TimeProvider.System);

        Assert.DoesNotContain("secret detail", failure.Message);
        Assert.Null(log.Write("unexpected failure", new InvalidOperationException("secret detail")));
        Assert.Contains("secret detail", File.ReadAllText(log.FilePath));
    }

    [Fact]
    public void The_log_rolls_over_and_keeps_one_old_file()
    {
        var log = new LogFile(folder.Path, TimeProvider.System);
        log.Write("first", new InvalidOperationException(new string('x', (int)LogFile.MaximumBytes)));
        log.Write("second", new InvalidOperationException("y"));

        Assert.Contains("second", File.ReadAllText(log.FilePath));
        Assert.DoesNotContain("first", File.ReadAllText(log.FilePath));
        Assert.Contains("first", File.ReadAllText(log.FilePath + ".1"));
    }

    [Fact]
    public void A_log_that_cannot_be_written_says_why()
    {
        var file = folder.Write("a file", "");

        Assert.NotNull(new LogFile(file, TimeProvider.System).Write("x", new InvalidOperationException()));
    }

    [Theory]
    [InlineData(812, 2_392, "still indexing: 812 of 3,204 files; answers are from what is there")]
    [InlineData(0, 0, "another process has just begun to index; answers are from what is there")]
    [InlineData(3_204, 0, null)]
    public void A_search_says_how_far_another_process_has_come(int indexed, int pending, string? note) =>
        Assert.Equal(note, IndexUpdate.DescribeBusy((indexed, pending)));

    [Fact]
    public async Task A_disk_that_is_full_under_stdout_is_said_and_not_a_crash()
    {
        var terminal = new Terminal(TextReader.Null, new FullDisk(), StreamTraits.Plain, error, StreamTraits.Plain);
        var host = new CommandHost(terminal, folder.Path, folder.Path, TimeProvider.System);

        Assert.Equal(ExitCode.IndexUnusable, await host.RunAsync(["--help"], CancellationToken.None));
        Assert.StartsWith("The disk is full.", error.ToString());
    }

    [Fact]
    public void A_watch_event_names_the_first_files()
    {
        Assert.Equal("ready", WatchCommand.Describe(new WatchEvent("ready", [], TimeSpan.Zero, null)));
        Assert.Equal(
            "indexed a, b, c and 2 more in 12 ms",
            WatchCommand.Describe(new WatchEvent("indexed", ["a", "b", "c", "d", "e"], TimeSpan.FromMilliseconds(12), null)));
    }

    /// <summary>What a redirected stdout does when its disk has no room left: the error comes with the flush.</summary>
    private sealed class FullDisk : StringWriter
    {
        // ENOSPC.
        private const int NoSpaceLeft = 28;

        public override Task FlushAsync(CancellationToken cancellationToken) => throw new IOException("No space left on device", NoSpaceLeft);
    }

    private Task<ExitCode> RunAsync(params string[] arguments)
    {
        var terminal = new Terminal(new StringReader(""), output, StreamTraits.Plain, error, StreamTraits.Plain);
        return new CommandHost(terminal, folder.Path, folder.Path, TimeProvider.System).RunAsync(arguments, CancellationToken.None);
    }
}
