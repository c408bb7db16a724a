using System.Globalization;

namespace SemanticSearch.Engine.Memory;

/// <summary>Memory as Linux tells it in /proc: of the machine, of the process, of the cgroups that the process is in.</summary>
internal static class LinuxMemory
{
    /// <summary>In /proc/…/status: a process's data, stack, program and libraries, without what is mapped only to be reserved.</summary>
    private static readonly string[] InUse = ["VmData:", "VmStk:", "VmExe:", "VmLib:"];

    /// <param name="process">The folder of a process in /proc.</param>
    /// <returns>Every limit that can be read; none of a process that is gone.</returns>
    public static IEnumerable<MemoryReading> Limits(string process)
    {
        if (TextOf("/proc/meminfo") is { } machine && OfMachine(machine) is { } whole) yield return whole;
        if (TextOf($"{process}/limits") is { } limits && TextOf($"{process}/status") is { } status)
        {
            foreach (var own in OfProcess(limits, status)) yield return own;
        }
        if (TextOf($"{process}/cgroup") is { } cgroups && TextOf($"{process}/mountinfo") is { } mounts)
        {
            foreach (var folder in CgroupFolders.Find(cgroups, mounts))
            {
                if (folder.Read(TextOf) is { } container) yield return container;
            }
        }
    }

    /// <param name="meminfo">/proc/meminfo.</param>
    internal static MemoryReading? OfMachine(string meminfo)
        => Number(meminfo, "MemTotal:") is { } total && (Number(meminfo, "MemAvailable:") ?? Free(meminfo)) is { } available
            ? MemoryReading.Of(total * 1024, (total - available) * 1024, "this machine")
            : null;

    /// <param name="limits">/proc/…/limits.</param>
    /// <param name="status">/proc/…/status, of the same process.</param>
    internal static IEnumerable<MemoryReading> OfProcess(string limits, string status)
    {
        if (Number(limits, "Max address space") is { } space && Number(status, "VmSize:") is { } mapped)
        {
            // .NET reserves about half of what it may for its heap, of which little comes to be used: such addresses are gone, but no sign of need.
            var reserved = Math.Max(0, mapped - InUse.Sum(name => Number(status, name) ?? 0)) * 1024;
            if (MemoryReading.Of(Math.Max(1, space - reserved), (mapped * 1024) - reserved, "address space limit, ulimit -v") is { } ofSpace) yield return ofSpace;
        }
        if (Number(limits, "Max data size") is { } most && Number(status, "VmData:") is { } data
            && MemoryReading.Of(most, data * 1024, "data limit, ulimit -d") is { } ofData)
        {
            yield return ofData;
        }
    }

    /// <returns>The first number behind a name at the start of a line; null when there is no such line, or a word stands there.</returns>
    internal static long? Number(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith(name, StringComparison.Ordinal)) continue;
            var rest = line[name.Length..].TrimStart();
            var end = rest.IndexOfAny(' ', '\t');
            return long.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        return null;
    }

    /// <summary>For sandboxes that imitate /proc without MemAvailable: what is free, or can be freed by dropping caches.</summary>
    private static long? Free(string meminfo)
        => Number(meminfo, "MemFree:") is { } free ? free + (Number(meminfo, "Buffers:") ?? 0) + (Number(meminfo, "Cached:") ?? 0) : null;

    /// <returns>Null when there is no such file, or it may not be read: the limit that it tells is then not known.</returns>
    private static string? TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
