namespace SemanticSearch.Server.Output;

/// <summary>
/// Says on stderr how work goes on: a line with a bar that is redrawn in a terminal, a whole line now and then elsewhere. Safe to use from any thread.
/// </summary>
internal sealed class StatusLine(Terminal terminal, TimeProvider time) : IDisposable
{
    /// <summary>Speed and time left say nothing before.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    /// <summary>Work that is over sooner shows nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Ten times a second is smooth; more only costs.</summary>
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    /// <summary>Between lines in a log or pipe.</summary>
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(5);

    private const int WidestBar = 30, NarrowestBar = 5;

    private readonly Lock gate = new();
    private readonly long started = time.GetTimestamp();
    private TimeSpan next = Patience;
    private bool over;

    /// <summary>Since the work began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(started);

    /// <param name="describe">Asked only when it is time for another line.</param>
    /// <param name="share">Of the work, 0 to 1; null for no bar.</param>
    public void Show(Func<string> describe, double? share)
    {
        lock (gate)
        {
            var now = Elapsed;
            if (over || now < next) return;

            next = now + (terminal.ErrorTraits.IsTerminal ? Redraw : Line);
            var text = describe();
            if (!terminal.ErrorTraits.IsTerminal) terminal.Say(text);
            else terminal.ShowStatus(Printable.Fit(Bar(share, text) + text, terminal.ErrorTraits.Width - 1));
        }
    }

    /// <summary>Takes the line away; what is still told no longer shows.</summary>
    public void Dispose()
    {
        lock (gate) over = true;
        terminal.ShowStatus("");
    }

    private string Bar(double? share, string text)
    {
        var width = Math.Min(WidestBar, terminal.ErrorTraits.Width - text.Length - 4);
        return share is { } done && width >= NarrowestBar ? Measures.Bar(width, done) : "";
    }
}
