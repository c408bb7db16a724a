using System.Globalization;

namespace SemanticSearch.Server.Agents;

/// <summary>Waits for an index that is being built, and says how far it is.</summary>
internal static class IndexWait
{
    /// <summary>Between two looks, and two notes of progress.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a search waits for the very first files.</summary>
    public static readonly TimeSpan ForAnything = TimeSpan.FromSeconds(10);

    /// <summary>Returns once there is something to search in.</summary>
    public static Task UntilSomethingAsync(ToolCall call, CancellationToken cancellation)
        => WaitAsync(call, folder => folder.PercentIndexed is null or > 0, ForAnything, cancellation);

    /// <summary>Returns once everything is indexed.</summary>
    public static Task UntilAllAsync(ToolCall call, TimeSpan patience, CancellationToken cancellation)
        => WaitAsync(call, folder => folder.PercentIndexed is null, patience, cancellation);

    private static async Task WaitAsync(ToolCall call, Func<AgentFolder, bool> enough, TimeSpan patience, CancellationToken cancellation)
    {
        var started = TimeProvider.System.GetTimestamp();
        // Progress only ever grows, as the protocol wants it; the share of a folder that is still being scanned may shrink.
        var told = -1;
        while (true)
        {
            var percents = call.Folders.Select(folder => folder.PercentIndexed ?? 100).ToList();
            var percent = percents.Count == 0 ? 100 : percents.Sum() / percents.Count;
            if (percent > told)
            {
                if (percent < 100 || told >= 0) await call.Report(percent, 100, string.Create(CultureInfo.InvariantCulture, $"{percent} % indexed")).ConfigureAwait(false);
                told = percent;
            }
            if (call.Folders.All(enough) || TimeProvider.System.GetElapsedTime(started) >= patience) return;
            await Task.Delay(Interval, cancellation).ConfigureAwait(false);
        }
    }
}
