using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Embedding.Worker.Child;

/// <summary>
/// Ends this process at once, whatever its threads are doing: no finalizers, no exit handlers, which would run beside a native computation
/// and could crash or wait for it.
/// </summary>
internal static partial class ProcessEnd
{
    public static void Now(int exitCode)
    {
        if (OperatingSystem.IsWindows()) TerminateProcess(-1, (uint)exitCode);
        else Exit(exitCode);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void Exit(int exitCode);

    /// <param name="process">-1 is this one.</param>
    [LibraryImport("kernel32")]
    private static partial int TerminateProcess(nint process, uint exitCode);
}
