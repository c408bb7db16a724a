using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Embedding.Worker.Child;

/// <summary>Lets the query lane have the processor first. llama.cpp's own threads inherit it from the one that computes.</summary>
internal static partial class LanePriority
{
    /// <summary>PRIO_PROCESS; on Linux it means a thread.</summary>
    private const int Threads = 0;

    private const int CallingThread = 0;

    /// <summary>Of -20 (first) to 19. Beyond what the process as a whole gives way with.</summary>
    private const int BulkNiceness = 15;

    /// <summary>Lowers the calling thread below the rest of the process. macOS has no such thing for a thread: there it changes nothing.</summary>
    public static void Lower()
    {
        // Refused (by a sandbox), the lanes share alike, and all is well but for a little speed.
        if (OperatingSystem.IsLinux()) _ = SetPriority(Threads, CallingThread, BulkNiceness);
        else Thread.CurrentThread.Priority = ThreadPriority.Lowest;
    }

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int kind, int id, int niceness);
}
