using SemanticSearch.Engine;

namespace SemanticSearch.Server.Output;

/// <summary>
/// Shows how indexing goes on stderr: a bar that is redrawn in a terminal, a line now and then elsewhere. Safe to report to from any
/// thread.
/// </summary>
internal sealed class ProgressLine(Terminal terminal, TimeProvider time) : IProgress<IndexProgress>, IProgress<GenerationProgress>, IDisposable
{
    /// <summary>Work that is over sooner shows nothing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Ten times a second is smooth; more only costs.</summary>
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(100);

    /// <summary>Between lines in a log or pipe.</summary>
    private static readonly TimeSpan Line = TimeSpan.FromSeconds(5);

    /// <summary>Speed and time left say nothing before.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    private const int WidestBar = 30, NarrowestBar = 5;

    private readonly Lock gate = new();
    private readonly long started = time.GetTimestamp();
    private TimeSpan next = Patience;
    private (TimeSpan At, int Files, long Chunks)? first;
    private bool over;

    public void Report(IndexProgress value)
    {
        lock (gate)
        {
            var now = time.GetElapsedTime(started);
            if (value.Stage == IndexStage.Indexing) first ??= (now, value.FilesDone, value.ChunksDone);
            Show(now, () => Describe(value, now), value.Stage == IndexStage.Indexing ? value.FilesDone : 0, value.FilesTotal);
        }
    }

    public void Report(GenerationProgress value)
    {
        lock (gate)
        {
            Show(
                time.GetElapsedTime(started),
                () => $"{value.Model}: {value.Done:N0} of {value.Total:N0} chunks{(value.Left is { } left ? $", {Measures.Duration(left)} left" : "")}",
                value.Done, value.Total);
        }
    }

    /// <summary>Takes the line away; reports that are still under way no longer show.</summary>
    public void Dispose()
    {
        lock (gate) over = true;
        terminal.ShowStatus("");
    }

    private void Show(TimeSpan now, Func<string> describe, long done, long total)
    {
        if (over || now < next) return;
        next = now + (terminal.ErrorTraits.IsTerminal ? Redraw : Line);
        var text = describe();
        if (!terminal.ErrorTraits.IsTerminal) terminal.Say(text);
        else terminal.ShowStatus(Printable.Fit(Bar(done, total, text) + text, terminal.ErrorTraits.Width - 1));
    }

    private string Describe(IndexProgress value, TimeSpan now) => value.Stage switch
    {
        IndexStage.Scanning => $"scanning: {value.FilesTotal:N0} files",
        IndexStage.Finishing => $"finishing: {value.FilesDone:N0} files, {value.ChunksDone:N0} chunks",
        _ => $"indexing: {value.FilesDone:N0} of {value.FilesTotal:N0} files{Speed(value, now)}",
    };

    /// <summary>Measured since indexing began in this run, so that files found unchanged or indexed by an earlier run do not count.</summary>
    private string Speed(IndexProgress value, TimeSpan now)
    {
        if (first is not { } start || now - start.At < Settled || value.FilesDone <= start.Files) return "";

        var seconds = (now - start.At).TotalSeconds;
        var left = TimeSpan.FromSeconds(seconds / (value.FilesDone - start.Files) * Math.Max(0, value.FilesTotal - value.FilesDone));
        return $", {(value.ChunksDone - start.Chunks) / seconds:N0} chunks/s, {Measures.Duration(left)} left";
    }

    /// <param name="done">0 for no bar.</param>
    private string Bar(long done, long total, string text)
    {
        var width = Math.Min(WidestBar, terminal.ErrorTraits.Width - text.Length - 4);
        if (done <= 0 || total <= 0 || width < NarrowestBar) return "";

        var full = (int)Math.Clamp(width * done / total, 0, width);
        return $"[{new string('█', full)}{new string('░', width - full)}] ";
    }
}
