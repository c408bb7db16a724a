namespace SemanticSearch.Engine.Models;

/// <summary>How much room a disk has, and how it says that it has none.</summary>
public static class DiskSpace
{
    // ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL of Windows as HRESULTs; ENOSPC and EDQUOT of Linux and macOS, which .NET passes on bare.
    private static readonly int[] FullCodes = [unchecked((int)0x80070027), unchecked((int)0x80070070), 28, OperatingSystem.IsMacOS() ? 69 : 122];

    public static bool IsFull(IOException failure) => FullCodes.Contains(failure.HResult);

    /// <param name="folder">An existing folder's full path.</param>
    /// <returns>Bytes that this user may still write there; null where the system does not say.</returns>
    public static long? FreeAt(string folder)
    {
        // Windows knows drives only by their root; elsewhere any path stands for the file system that it is on.
        var place = OperatingSystem.IsWindows() ? Path.GetPathRoot(folder) : folder;
        try
        {
            return new DriveInfo(place!).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
