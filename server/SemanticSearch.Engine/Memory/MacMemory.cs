using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Memory;

/// <summary>Memory as macOS tells it.</summary>
internal static partial class MacMemory
{
    /// <summary>Nothing limits a process there but the machine: the kernel takes no notice of RLIMIT_AS.</summary>
    public static IEnumerable<MemoryReading> Limits()
    {
        if (Number("hw.memsize") is { } total && Number("kern.memorystatus_level") is { } percent
            && MemoryReading.Of(total, total / 100 * (100 - percent), "this machine") is { } machine)
        {
            yield return machine;
        }
    }

    /// <param name="name">hw.memsize: bytes. kern.memorystatus_level: percent of memory that is free or can be freed, the kernel's own measure of pressure.</param>
    private static unsafe long? Number(string name)
    {
        // Some values have 32 bits, some 64; both are little-endian on every Mac.
        long value = 0;
        nuint size = sizeof(long);
        return sysctlbyname(name, &value, ref size, null, 0) == 0 ? value : null;
    }

    [LibraryImport("libSystem.dylib", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int sysctlbyname(string name, void* old, ref nuint oldSize, void* @new, nuint newSize);
}
