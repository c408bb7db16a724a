using SemanticSearch.Engine;

namespace SemanticSearch.Server.Output;

/// <summary>Shows on stderr how indexing goes. Safe to report to from any thread.</summary>
internal sealed class ProgressLine(Terminal terminal, TimeProvider time) : IProgress<IndexProgress>, IProgress<GenerationProgress>, IDisposable
{
    private readonly StatusLine line = new(terminal, time);
    private readonly Lock gate = new();
    private (TimeSpan At, int Files, long Chunks)? first;

    public void Report(IndexProgress value)
    {
        lock (gate)
        {
            var now = line.Elapsed;
            if (value.Stage == IndexStage.Indexing) first ??= (now, value.FilesDone, value.ChunksDone);
            line.Show(() => Describe(value, now), value.Stage == IndexStage.Indexing ? Share(value.FilesDone, value.FilesTotal) : null);
        }
    }

    public void Report(GenerationProgress value) => line.Show(
        () => $"{value.Model}: {value.Done:N0} of {value.Total:N0} chunks{(value.Left is { } left ? $", {Measures.Duration(left)} left" : "")}",
        Share(value.Done, value.Total));

    public void Dispose() => line.Dispose();

    private string Describe(IndexProgress value, TimeSpan now) => value.Stage switch
    {
        IndexStage.Scanning => $"scanning: {value.FilesTotal:N0} files",
        IndexStage.Finishing => $"finishing: {value.FilesDone:N0} files, {value.ChunksDone:N0} chunks",
        _ => $"indexing: {value.FilesDone:N0} of {value.FilesTotal:N0} files{Speed(value, now)}",
    };

    /// <summary>Measured since indexing began in this run, so that files found unchanged or indexed by an earlier run do not count.</summary>
    private string Speed(IndexProgress value, TimeSpan now)
    {
        if (first is not { } start || now - start.At < StatusLine.Settled || value.FilesDone <= start.Files) return "";

        var seconds = (now - start.At).TotalSeconds;
        var left = TimeSpan.FromSeconds(seconds / (value.FilesDone - start.Files) * Math.Max(0, value.FilesTotal - value.FilesDone));
        return $", {(value.ChunksDone - start.Chunks) / seconds:N0} chunks/s, {Measures.Duration(left)} left";
    }

    /// <returns>Null before anything is done: an empty bar says nothing.</returns>
    private static double? Share(long done, long total) => done > 0 && total > 0 ? (double)done / total : null;
}
