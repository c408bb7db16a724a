namespace SemanticSearch.Engine.Memory;

/// <summary>
/// Asks the system how much memory a process may still take: the machine's, its container's, its own limits. Well under a millisecond, so
/// that it can be asked every second.
/// </summary>
public static class MemoryReader
{
    /// <summary>What this process and its children may still take.</summary>
    public static MemoryReading Read() => Read(Environment.ProcessId);

    /// <param name="processId">
    /// Whose limits count, such as a worker's: address space is limited process by process, and a container can be any process's own.
    /// </param>
    /// <returns>When the system says nothing, what .NET saw at its last collection, and that this is where it is from.</returns>
    public static MemoryReading Read(int processId)
        => MemoryReading.Tightest(OperatingSystem.IsLinux() ? LinuxMemory.Limits($"/proc/{processId}")
            : OperatingSystem.IsWindows() ? WindowsMemory.Limits()
            : OperatingSystem.IsMacOS() ? MacMemory.Limits()
            : []) ?? OfRuntime();

    internal static MemoryReading OfRuntime()
    {
        var seen = GC.GetGCMemoryInfo();
        return new MemoryReading(
            seen.TotalAvailableMemoryBytes, Math.Max(0, seen.TotalAvailableMemoryBytes - seen.MemoryLoadBytes), "as .NET saw it at its last collection");
    }
}
