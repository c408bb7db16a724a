namespace SemanticSearch.Engine;

/// <summary>Unlike <see cref="Progress{T}"/>, reports on the thread that works: in order, and before the work is done.</summary>
internal sealed class ImmediateProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
