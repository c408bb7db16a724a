using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Memory;

/// <summary>The memory that SQLite and the parsers allocate, beside the collector's.</summary>
public static partial class NativeHeap
{
    /// <summary>
    /// Gives what is free in it back to the system. glibc keeps it, in an arena for each thread that ever allocated: after some hundred saved files a server on 90,000
    /// chunks held 100 MB of it. Takes some milliseconds; other systems do it by themselves.
    /// </summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = MallocTrim(0);
        }
        catch (Exception absent) when (absent is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than glibc; musl's gives back at once.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint pad);
}
