using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Memory;

/// <summary>Memory as Windows tells it.</summary>
internal static partial class WindowsMemory
{
    /// <returns>The machine's memory, and what may be committed: Windows refuses beyond that, however much of the former is free.</returns>
    public static IEnumerable<MemoryReading> Limits()
    {
        var status = new Status { Length = (uint)Marshal.SizeOf<Status>() };
        if (!GlobalMemoryStatusEx(ref status)) yield break;
        if (Of(status.PhysicalTotal, status.PhysicalAvailable, "this machine") is { } machine) yield return machine;
        if (Of(status.CommitTotal, status.CommitAvailable, "memory and page file") is { } commit) yield return commit;
    }

    private static MemoryReading? Of(ulong total, ulong available, string source) => MemoryReading.Of((long)total, (long)total - (long)available, source);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref Status status);

    /// <summary>MEMORYSTATUSEX.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Status
    {
        public uint Length;
        public uint Load;
        public ulong PhysicalTotal;
        public ulong PhysicalAvailable;

        /// <summary>Called the page file's, but of memory and page file together, for this process and its job.</summary>
        public ulong CommitTotal;
        public ulong CommitAvailable;
        public ulong AddressesTotal;
        public ulong AddressesAvailable;
        public ulong AddressesExtended;
    }
}
