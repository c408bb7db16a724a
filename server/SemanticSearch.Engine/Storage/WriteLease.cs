using System.Globalization;

namespace SemanticSearch.Engine.Storage;

/// <summary>
/// The right to write one index file. Held as an operating system lock on a file beside it, which ends with its process however that
/// ends, so a lease is never left behind.
/// </summary>
public sealed class WriteLease : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _ownerFile;

    private WriteLease(FileStream @lock, string ownerFile) => (_lock, _ownerFile) = (@lock, ownerFile);

    /// <exception cref="IndexBusyException">Another process holds it.</exception>
    public static WriteLease Take(string indexFile)
    {
        var lockFile = LockFile(indexFile);
        Directory.CreateDirectory(Path.GetDirectoryName(lockFile)!);
        FileStream handle;
        try
        {
            handle = new FileStream(lockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException) when (File.Exists(lockFile))
        {
            throw new IndexBusyException(Owner(indexFile));
        }
        // In a file of its own: on Windows the locked one cannot be read by others.
        var ownerFile = lockFile + ".owner";
        File.WriteAllText(ownerFile, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new WriteLease(handle, ownerFile);
    }

    /// <returns>Whether some process, this one included, holds the lease just now.</returns>
    public static bool IsTaken(string indexFile)
    {
        var lockFile = LockFile(indexFile);
        if (!File.Exists(lockFile)) return false;
        try
        {
            using var probe = new FileStream(lockFile, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <returns>Id of the process that took the lease last, or null when that is not known.</returns>
    public static int? Owner(string indexFile)
    {
        try
        {
            return int.TryParse(File.ReadAllText(LockFile(indexFile) + ".owner"), CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(_ownerFile);
        _lock.Dispose();
    }

    private static string LockFile(string indexFile) => indexFile + ".lock";
}
