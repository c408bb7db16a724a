using SemanticSearch.Engine.Migration;

namespace SemanticSearch.Server.Output;

/// <summary>Shows on stderr how far a comparison is. Safe to report to from any thread.</summary>
internal sealed class ComparisonLine(Terminal terminal, TimeProvider time) : IProgress<ComparisonProgress>, IDisposable
{
    private readonly StatusLine line = new(terminal, time);

    public void Report(ComparisonProgress value)
        => line.Show(() => $"{value.Work}: {value.Done:N0} of {value.Total:N0} questions", value.Total > 0 ? (double)value.Done / value.Total : null);

    public void Dispose() => line.Dispose();
}
