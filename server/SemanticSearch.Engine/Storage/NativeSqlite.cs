using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>Our own SQLite library and the sqlite-vec extension beside it: the one place that knows how they are found.</summary>
public static class NativeSqlite
{
    /// <summary>The oldest version with everything the index file uses; older ones lack STRICT tables or break vec0.</summary>
    private static readonly Version OldestVersion = new(3, 45);

    private static readonly Lazy<string> LibraryVersion = new(Load);

    /// <summary>Version of the SQLite library in use.</summary>
    public static string Version => LibraryVersion.Value;

    /// <exception cref="IndexStorageException">The library is missing, for another platform, or too old.</exception>
    public static void Initialise() => _ = LibraryVersion.Value;

    /// <summary>Loads vec0. Where there is none for this platform, vectors are kept in plain tables.</summary>
    public static bool TryLoadVectorExtension(SqliteConnection connection)
    {
        var extension = OperatingSystem.IsWindows() ? "vec0.dll" : OperatingSystem.IsMacOS() ? "vec0.dylib" : "vec0.so";
        var path = Path.Combine(AppContext.BaseDirectory, extension);
        if (!File.Exists(path)) return false;
        try
        {
            connection.EnableExtensions();
            connection.LoadExtension(path);
            return true;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    private static string Load()
    {
        try
        {
            SQLitePCL.raw.SetProvider(new SQLitePCL.SQLite3Provider_e_sqlite3());
            var version = SQLitePCL.raw.sqlite3_libversion().utf8_to_string();
            if (System.Version.Parse(version) < OldestVersion)
            {
                throw new IndexStorageException(
                    $"The SQLite library beside semsearch is version {version}; at least {OldestVersion} is needed. Build it again with `npm run build`.");
            }
            return version;
        }
        catch (Exception failure) when (failure is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new IndexStorageException(
                $"The SQLite library (e_sqlite3) is missing beside semsearch in {AppContext.BaseDirectory}, or is for another platform. " +
                "Build it with `npm run build`, or install semsearch again.", failure);
        }
    }
}
