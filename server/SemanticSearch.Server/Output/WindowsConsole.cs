using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace SemanticSearch.Server.Output;

/// <summary>Escape sequences are off by default in the Windows console; a program has to ask for them.</summary>
[SupportedOSPlatform("windows")]
internal static partial class WindowsConsole
{
    // STD_OUTPUT_HANDLE and STD_ERROR_HANDLE of processenv.h.
    public const int StandardOutput = -11, StandardError = -12;

    // ENABLE_VIRTUAL_TERMINAL_PROCESSING of consoleapi.h.
    private const uint VirtualTerminalProcessing = 0x0004;

    public static bool TryEnableEscapes(int standardHandle)
    {
        var handle = GetStdHandle(standardHandle);
        return GetConsoleMode(handle, out var mode) != 0 && SetConsoleMode(handle, mode | VirtualTerminalProcessing) != 0;
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int standardHandle);

    [LibraryImport("kernel32")]
    private static partial int GetConsoleMode(nint handle, out uint mode);

    [LibraryImport("kernel32")]
    private static partial int SetConsoleMode(nint handle, uint mode);
}
