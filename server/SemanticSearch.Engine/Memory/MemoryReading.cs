using System.Globalization;

namespace SemanticSearch.Engine.Memory;

/// <summary>How much of the tightest limit on a process and its children is in use.</summary>
/// <param name="Total">Bytes in all, used or not; above zero.</param>
/// <param name="Available">Bytes that can still be taken, from zero to <paramref name="Total"/>.</param>
/// <param name="Source">What sets the limit, in words: "this machine", "container limit".</param>
public sealed record MemoryReading(long Total, long Available, string Source)
{
    /// <summary>The limits that are less full than this one. A model has to fit below them too.</summary>
    public IReadOnlyList<MemoryReading> Others { get; init; } = [];

    public long Used => Total - Available;

    /// <summary>From 0 to 1.</summary>
    public double UsedShare => (double)Used / Total;

    /// <summary>Of several limits the fullest, with the rest as its <see cref="Others"/>; null when there is none.</summary>
    public static MemoryReading? Tightest(IEnumerable<MemoryReading> limits)
        => limits.OrderByDescending(limit => limit.UsedShare).ThenBy(limit => limit.Available).ToList() is [var tightest, .. var others]
            ? tightest with { Others = others }
            : null;

    /// <param name="bytes">To be taken besides what is in use.</param>
    /// <param name="share">From 0 to 1; no limit may be used beyond it.</param>
    public bool HasRoomFor(long bytes, double share) => Used + bytes <= share * Total && Others.All(other => other.HasRoomFor(bytes, share));

    /// <summary>"memory: 91 % of 2.0 GB (container limit) in use"; rounded down, lest 90 % be told that is not reached.</summary>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"memory: {100 * Used / Total} % of {Size(Total)} ({Source}) in use");

    /// <summary>A limit of which so much is in use; null where nothing is limited, as zero or less says.</summary>
    internal static MemoryReading? Of(long total, long used, string source)
        => total > 0 ? new MemoryReading(total, total - Math.Clamp(used, 0, total), source) : null;

    /// <summary>As limits are set: a GB is 2^30 bytes here.</summary>
    private static string Size(long bytes)
        => bytes < 1L << 30
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GB");
}
