using SemanticSearch.Engine.Models;

namespace SemanticSearch.Server.Output;

/// <summary>Shows on stderr how the work on a model's file goes, as <see cref="ProgressLine"/> does for indexing. Safe to report to from any thread.</summary>
internal sealed class FileProgressLine(Terminal terminal, TimeProvider time) : IProgress<FileProgress>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500), Redraw = TimeSpan.FromMilliseconds(100), Line = TimeSpan.FromSeconds(5);

    /// <summary>Speed and time left say nothing before.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private const int WidestBar = 30, NarrowestBar = 5;

    private readonly Lock gate = new();
    private readonly long started = time.GetTimestamp();
    private TimeSpan next = Patience;
    private (FileWork Work, TimeSpan At, long Done)? first;
    private bool over;

    public void Report(FileProgress value)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(started);
            // Each kind of work has a speed of its own, and what an earlier run did is no work of this one.
            if (first?.Work != value.Work) first = (value.Work, now, value.Done);
            if (over || now < next) return;

            next = now + (terminal.ErrorTraits.IsTerminal ? Redraw : Line);
            var text = Describe(value, now - first.Value.At, value.Done - first.Value.Done);
            if (!terminal.ErrorTraits.IsTerminal) terminal.Say(text);
            else terminal.ShowStatus(Printable.Fit(Bar(value, text) + text, terminal.ErrorTraits.Width - 1));
        }
    }

    /// <summary>Takes the line away; reports that are still under way no longer show.</summary>
    public void Dispose()
    {
        lock (gate) over = true;
        terminal.ShowStatus("");
    }

    /// <param name="spent">On this work.</param>
    /// <param name="bytes">Done in that time.</param>
    internal static string Describe(FileProgress value, TimeSpan spent, long bytes)
    {
        var amount = value.Total is { } total ? $"{Measures.Bytes(value.Done)} of {Measures.Bytes(total)}" : Measures.Bytes(value.Done);
        var text = $"{Verb(value.Work)}: {amount}";
        if (spent < Settled || bytes <= 0) return text;

        var speed = bytes / spent.TotalSeconds;
        var left = value.Total is { } all ? $", {Measures.Duration(TimeSpan.FromSeconds((all - value.Done) / speed))} left" : "";
        return $"{text}, {Measures.Bytes(speed)}/s{left}";
    }

    private static string Verb(FileWork work) => work switch
    {
        FileWork.Hashing => "reading",
        FileWork.Copying => "copying",
        FileWork.Resuming => "reading what is here",
        FileWork.Receiving => "downloading",
        FileWork.Checking => "checking",
        _ => throw new ArgumentOutOfRangeException(nameof(work), work, "Work without a verb."),
    };

    private string Bar(FileProgress value, string text)
    {
        var width = Math.Min(WidestBar, terminal.ErrorTraits.Width - text.Length - 4);
        return value.Total is > 0 && width >= NarrowestBar ? Measures.Bar(width, (double)value.Done / value.Total.Value) : "";
    }
}
