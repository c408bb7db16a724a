using System.Runtime.InteropServices;

namespace SemanticSearch.Engine.Scanning;

/// <summary>What lies at a path, by the type bits of st_mode (POSIX, sys/stat.h), which .NET does not show.</summary>
internal static partial class FileKind
{
    public const int Vanished = 0, Regular = 0x8000;

    private const int TypeBits = 0xF000, Pipe = 0x1000, CharacterDevice = 0x2000, BlockDevice = 0x6000, Socket = 0xC000;

    /// <summary>On Windows always <see cref="Regular"/>: pipes and devices do not lie in folders there.</summary>
    public static int Of(string fullPath)
    {
        if (OperatingSystem.IsWindows())
            return Regular;
        return LStat(fullPath, out var status) == 0 ? status.Mode & TypeBits : Vanished;
    }

    public static string Describe(int kind) => kind switch
    {
        Pipe => "a pipe",
        Socket => "a socket",
        CharacterDevice or BlockDevice => "a device",
        Vanished => "vanished, or its name is not valid UTF-8",
        _ => "not a regular file",
    };

    // The C library's struct stat differs between systems and processors; the runtime's own shim has one shape for all of them.
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_LStat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LStat(string path, out Status status);

    /// <summary>The shim's FileStatus: 120 bytes in .NET 10, with room here for it to grow.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Status
    {
        public int Flags;
        public int Mode;
    }
}
