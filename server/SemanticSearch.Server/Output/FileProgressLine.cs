using SemanticSearch.Engine.Models;

namespace SemanticSearch.Server.Output;

/// <summary>Shows on stderr how the work on a model's file goes. Safe to report to from any thread.</summary>
internal sealed class FileProgressLine(Terminal terminal, TimeProvider time) : IProgress<FileProgress>, IDisposable
{
    private readonly StatusLine line = new(terminal, time);
    private readonly Lock gate = new();
    private (FileWork Work, TimeSpan At, long Done)? first;

    public void Report(FileProgress value)
    {
        lock (gate)
        {
            var now = line.Elapsed;
            // Each kind of work has a speed of its own, and what an earlier run did is no work of this one.
            if (first is not { } start || start.Work != value.Work) first = start = (value.Work, now, value.Done);
            line.Show(() => Describe(value, now - start.At, value.Done - start.Done), value.Total is > 0 ? (double)value.Done / value.Total : null);
        }
    }

    public void Dispose() => line.Dispose();

    /// <param name="spent">On this work.</param>
    /// <param name="bytes">Done in that time.</param>
    internal static string Describe(FileProgress value, TimeSpan spent, long bytes)
    {
        var amount = value.Total is { } total ? $"{Measures.Bytes(value.Done)} of {Measures.Bytes(total)}" : Measures.Bytes(value.Done);
        var text = $"{Verb(value.Work)}: {amount}";
        if (spent < StatusLine.Settled || bytes <= 0) return text;

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
}
