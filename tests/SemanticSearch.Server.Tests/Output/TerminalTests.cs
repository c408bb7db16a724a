using SemanticSearch.Engine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Output;

public sealed class TerminalTests
{
    private readonly StringWriter error = new() { NewLine = "\n" };
    private readonly ManualTime time = new();

    [Theory]
    [InlineData(true, "xterm", null, true, true)]
    [InlineData(true, "xterm", "1", true, false)]
    [InlineData(true, "xterm", "", true, true)]
    [InlineData(true, "dumb", null, false, false)]
    [InlineData(false, "xterm", null, false, false)]
    public void Colours_follow_the_terminal_and_the_user(bool isConsole, string term, string? noColour, bool isTerminal, bool colours)
    {
        var traits = Terminal.TraitsOf(isConsole, 0, name => name == "TERM" ? term : noColour);

        Assert.Equal(new StreamTraits(isTerminal, colours, 80), traits);
    }

    [Fact]
    public void A_message_goes_above_the_status_line()
    {
        var terminal = TerminalWith(isTerminal: true);
        terminal.ShowStatus("half");
        terminal.Say("note");
        terminal.ShowStatus("");

        Assert.Equal("\r\u001b[Khalf\r\u001b[Knote\nhalf\r\u001b[K", error.ToString());
    }

    [Fact]
    public void A_bar_shows_files_speed_and_time_left()
    {
        using var progress = new ProgressLine(TerminalWith(isTerminal: true), time);
        progress.Report(At(100, chunks: 1_000));
        time.Advance(TimeSpan.FromSeconds(2));
        progress.Report(At(300, chunks: 11_000));

        Assert.Equal("\r\u001b[K[█████████░░░░░░░░░░░░░░░░░░░░░] indexing: 300 of 1,000 files, 5,000 chunks/s, 0:07 left", error.ToString());
    }

    [Fact]
    public void A_bar_is_redrawn_ten_times_a_second_at_most()
    {
        using var progress = new ProgressLine(TerminalWith(isTerminal: true), time);
        for (var millisecond = 0; millisecond < 1_500; millisecond++)
        {
            progress.Report(At(millisecond, chunks: 0));
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(10, error.ToString().Split('\r').Length - 1);
    }

    [Fact]
    public void A_log_gets_a_whole_line_now_and_then()
    {
        using var progress = new ProgressLine(TerminalWith(isTerminal: false), time);
        progress.Report(At(0, chunks: 0));
        time.Advance(TimeSpan.FromSeconds(1));
        progress.Report(At(10, chunks: 30));
        time.Advance(TimeSpan.FromSeconds(1));
        progress.Report(At(20, chunks: 60));

        Assert.Equal("indexing: 10 of 1,000 files, 30 chunks/s, 1:39 left\n", error.ToString());
    }

    [Fact]
    public void Quick_work_shows_nothing()
    {
        using (var progress = new ProgressLine(TerminalWith(isTerminal: true), time))
        {
            progress.Report(At(0, chunks: 0));
            time.Advance(TimeSpan.FromMilliseconds(400));
            progress.Report(At(999, chunks: 0));
        }

        Assert.Empty(error.ToString());
    }

    [Fact]
    public void Nothing_shows_once_the_work_is_over()
    {
        var progress = new ProgressLine(TerminalWith(isTerminal: true), time);
        progress.Dispose();
        time.Advance(TimeSpan.FromSeconds(9));
        progress.Report(At(1, chunks: 0));

        Assert.Empty(error.ToString());
    }

    private static IndexProgress At(int files, long chunks) => new(IndexStage.Indexing, files, 1_000, chunks, 0, "a.py");

    private Terminal TerminalWith(bool isTerminal)
    {
        var traits = new StreamTraits(isTerminal, false, 120);
        return new Terminal(TextReader.Null, TextWriter.Null, traits, error, traits);
    }

    /// <summary>A clock that stands still until it is moved.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public void Advance(TimeSpan by) => ticks += by.Ticks;
    }
}
