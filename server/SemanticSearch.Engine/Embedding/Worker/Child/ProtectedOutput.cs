using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SemanticSearch.Engine.Embedding.Worker.Child;

/// <summary>
/// Takes the process's stdout away from everybody else: native code too that prints to it writes to stderr from then on, and only the stream
/// that is returned leads to the pipe.
/// </summary>
internal static partial class ProtectedOutput
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    /// <exception cref="IOException">The process has no stdout or stderr.</exception>
    public static FileStream Take()
    {
        var kept = Checked(OperatingSystem.IsWindows() ? WindowsDuplicate(StandardOutput) : Duplicate(StandardOutput));
        Checked(OperatingSystem.IsWindows() ? WindowsReplace(StandardError, StandardOutput) : Replace(StandardError, StandardOutput));
        var handle = new SafeFileHandle(OperatingSystem.IsWindows() ? WindowsHandle(kept) : kept, ownsHandle: true);
        return new FileStream(handle, FileAccess.Write, bufferSize: 0);
    }

    private static int Checked(int descriptor)
        => descriptor >= 0 ? descriptor : throw new IOException("The process was started without a stdout or stderr.");

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Replace(int source, int target);

    // The C runtime that llama.cpp's libraries print through.
    [LibraryImport("ucrtbase", EntryPoint = "_dup")]
    private static partial int WindowsDuplicate(int descriptor);

    [LibraryImport("ucrtbase", EntryPoint = "_dup2")]
    private static partial int WindowsReplace(int source, int target);

    [LibraryImport("ucrtbase", EntryPoint = "_get_osfhandle")]
    private static partial nint WindowsHandle(int descriptor);
}
