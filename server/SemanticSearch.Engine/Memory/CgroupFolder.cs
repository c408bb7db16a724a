using System.Globalization;

namespace SemanticSearch.Engine.Memory;

/// <summary>One cgroup: the names of its files, in version 1 and in version 2, and what they say.</summary>
/// <param name="IsUnified">Of version 2.</param>
internal sealed record CgroupFolder(string Path, bool IsUnified)
{
    private const string Source = "container limit";

    /// <summary>Version 1 says "no limit" by a number just below 2^63.</summary>
    private const long NoLimit = 1L << 60;

    /// <param name="textOf">The text of a file, or null when it cannot be read.</param>
    /// <returns>Null for a cgroup without a limit, or one that memory is not counted in.</returns>
    public MemoryReading? Read(Func<string, string?> textOf)
    {
        var limit = (IsUnified ? (string[])["memory.max", "memory.high"] : ["memory.limit_in_bytes"]).Min(name => LimitIn(name, textOf));
        if (limit is null || textOf(File(IsUnified ? "memory.current" : "memory.usage_in_bytes")) is not { } usage || !TryNumber(usage, out var used))
        {
            return null;
        }

        // Pages of files that nobody has used for a while count as use, but give way before anything is refused.
        var reclaimable = textOf(File("memory.stat")) is { } stat ? LinuxMemory.Number(stat, IsUnified ? "inactive_file " : "total_inactive_file ") : null;
        return MemoryReading.Of(limit.Value, used - (reclaimable ?? 0), Source);
    }

    private long? LimitIn(string name, Func<string, string?> textOf)
        => textOf(File(name)) is { } text && TryNumber(text, out var limit) && limit < NoLimit ? limit : null;

    /// <summary>Always with '/': these are Linux's own names.</summary>
    private string File(string name) => $"{Path}/{name}";

    /// <summary>Version 2 says "max" where there is no limit.</summary>
    private static bool TryNumber(string text, out long number) => long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
