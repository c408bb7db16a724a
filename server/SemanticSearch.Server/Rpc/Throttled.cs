using System.Diagnostics;

namespace SemanticSearch.Server.Rpc;

/// <summary>In order and at once, unlike <see cref="Progress{T}"/>; a few times a second.</summary>
internal sealed class Throttled<T>(Action<T> report) : IProgress<T>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private long _last;

    public void Report(T value)
    {
        if (_last != 0 && Stopwatch.GetElapsedTime(_last) < Interval) return;
        _last = Stopwatch.GetTimestamp();
        report(value);
    }
}
