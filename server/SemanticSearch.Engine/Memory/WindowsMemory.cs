using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Memory;

/// <summary>Memory as Windows tells it.</summary>
internal static partial class WindowsMemory
{
    /// <summary>
    /// The machine's memory alone. What may be committed is told too, but as a share of a page file that Windows enlarges when it is needed,
    /// so that a machine which is merely busy would look full.
    /// </summary>
    public static IEnumerable<MemoryReading> Limits()
    {
        var status = new Status { Length = (uint)Marshal.SizeOf<Status>() };
        if (GlobalMemoryStatusEx(ref status)
            && MemoryReading.Of((long)status.PhysicalTotal, (long)status.PhysicalTotal - (long)status.PhysicalAvailable, "this machine") is { } machine)
        {
            yield return machine;
        }
    }

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
        public ulong CommitTotal;
        public ulong CommitAvailable;
        public ulong AddressesTotal;
        public ulong AddressesAvailable;
        public ulong AddressesExtended;
    }
}
