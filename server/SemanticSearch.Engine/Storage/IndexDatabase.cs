using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>A connection to an index file. Not thread-safe: one for each thread that reads, and one for the writer.</summary>
public sealed class IndexDatabase : IDisposable
{
    /// <summary>Pages of 4 KiB kept by the writer; its working set while indexing is the index structures' inner and recent pages.</summary>
    private const int WriterCacheKiB = 32 * 1024;

    private const int ReaderCacheKiB = 8 * 1024;

    private const int NotesCacheKiB = 512;

    /// <summary>
    /// Pages of 4 KiB in the log before it is written back, 64 MiB. A checkpoint waits for the disk twice; at SQLite's default of 1,000
    /// pages it came every few files, and the disk, not the work, set the pace.
    /// </summary>
    private const int CheckpointPages = 16_384;

    /// <summary>A reader meets a lock only while the log is reset; a writer only when a reader holds that up.</summary>
    private const int BusyTimeoutSeconds = 10;

    /// <summary>Notes can wait for the next time; whoever writes them may be about to end.</summary>
    private const int NotesTimeoutSeconds = 1;

    /// <summary>Result codes of SQLite that say that the file itself is bad (https://sqlite.org/rescode.html).</summary>
    private const int Corrupt = 11, NotADatabase = 26;

    private IndexDatabase(SqliteConnection connection, string file, bool hasVectorExtension)
        => (Connection, File, HasVectorExtension) = (connection, file, hasVectorExtension);

    public SqliteConnection Connection { get; }

    public string File { get; }

    /// <summary>Whether sqlite-vec is loaded on this connection.</summary>
    public bool HasVectorExtension { get; }

    /// <summary>Opens for writing; creates the file and its tables when they are not there. The caller holds the <see cref="WriteLease"/>.</summary>
    /// <param name="setAside">Told, in words, when a damaged or foreign file was set aside.</param>
    public static IndexDatabase OpenForWriting(string file, Action<string> setAside)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        if (TryOpenForWriting(file, out var unusable) is { } usable) return usable;
        SetAside(file, unusable, setAside);
        return TryOpenForWriting(file, out unusable)
            ?? throw new IndexStorageException($"No index can be created at {file}: {unusable}. Choose another place with --index or SEMSEARCH_HOME.");
    }

    /// <summary>A second connection for writing, in the process that holds the lease and has the file open for writing already.</summary>
    /// <exception cref="IndexStorageException">The file cannot be used.</exception>
    public static IndexDatabase OpenBesideWriter(string file)
        => TryOpenForWriting(file, out var unusable) ?? throw new IndexStorageException($"The index {file} cannot be written: {unusable}. Run `semsearch doctor`.");

    private static IndexDatabase? TryOpenForWriting(string file, out string unusable)
    {
        IndexDatabase? database = null;
        try
        {
            database = Open(file, SqliteOpenMode.ReadWriteCreate, WriterCacheKiB);
            unusable = "it has another format";
            if (database.Prepare())
            {
                if (!database.LacksVectorExtension()) return database;
                unusable = "it was written with sqlite-vec, which is not beside this semsearch";
            }
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            unusable = $"it is damaged ({failure.Message})";
        }
        database?.Dispose();
        return null;
    }

    /// <returns>Null when there is no index yet, or one that this version cannot read.</returns>
    public static IndexDatabase? OpenForReading(string file)
    {
        if (!System.IO.File.Exists(file)) return null;
        IndexDatabase? database = null;
        try
        {
            // Not the read-only mode: a reader of a write-ahead log must be able to create its shared memory file.
            database = Open(file, SqliteOpenMode.ReadWrite, ReaderCacheKiB);
            if ((database.HasOurFormat() || database.UpgradeUnlessWritten()) && !database.LacksVectorExtension())
            {
                database.Execute("PRAGMA query_only = 1");
                return database;
            }
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            // The next writer sets the file aside and says so; to a reader it is as if there were none.
        }
        database?.Dispose();
        return null;
    }

    /// <summary>Looks at a file without taking it into use.</summary>
    /// <returns>The version of its format; null when it is no index of ours, or damaged.</returns>
    public static int? FormatOf(string file)
    {
        try
        {
            using var database = Open(file, SqliteOpenMode.ReadWrite, NotesCacheKiB);
            return database.Number("PRAGMA application_id") == Schema.ApplicationId ? (int)database.Number("PRAGMA user_version") : null;
        }
        catch (SqliteException failure) when (IsDamage(failure))
        {
            return null;
        }
    }

    /// <summary>
    /// Opens an index that is there already for a few small rows that belong to no run, beside whoever holds the lease: creates nothing, upgrades nothing, and
    /// gives up on a lock after a second.
    /// </summary>
    /// <returns>Null when there is no index, or one of another format.</returns>
    /// <exception cref="SqliteException">It is locked, or damaged.</exception>
    public static IndexDatabase? OpenForNotes(string file)
    {
        if (!System.IO.File.Exists(file)) return null;
        var database = Open(file, SqliteOpenMode.ReadWrite, NotesCacheKiB);
        try
        {
            database.Connection.DefaultTimeout = NotesTimeoutSeconds;
            if (database.HasOurFormat())
            {
                // As the writer has them: it is the writer who decides when the log is written back.
                database.Execute($"PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = {CheckpointPages}");
                return database;
            }
        }
        catch
        {
            database.Dispose();
            throw;
        }
        database.Dispose();
        return null;
    }

    public static bool IsDamage(SqliteException failure) => failure.SqliteErrorCode is Corrupt or NotADatabase;

    /// <summary>Renames a file that cannot be used, with its log, so that nothing is deleted.</summary>
    public static void SetAside(string file, string reason, Action<string> tell)
        => tell($"The index {file} was set aside as {Path.GetFileName(Rename(file))} because {reason}; it is built anew.");

    /// <summary>Renames an index with its log, so that another can take its place.</summary>
    /// <returns>Its new path, beside the old one.</returns>
    public static string Rename(string file)
    {
        SqliteConnection.ClearAllPools();
        var target = string.Create(CultureInfo.InvariantCulture, $"{file}.set-aside-{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}");
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            if (System.IO.File.Exists(file + suffix)) System.IO.File.Move(file + suffix, target + suffix, overwrite: true);
        }
        return target;
    }

    /// <returns>Bytes of the file and its log.</returns>
    public static long SizeOf(string file)
        => ((string[])["", "-wal"]).Select(suffix => new FileInfo(file + suffix)).Where(part => part.Exists).Sum(part => part.Length);

    /// <summary>Writes the file anew without the room that deleted rows took. Needs as much free room on disk for a moment; readers go on.</summary>
    public void Compact()
    {
        Execute("VACUUM");
        Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public SqliteCommand Command(string sql)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    public void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    public long Number(string sql)
    {
        using var command = Command(sql);
        return command.ExecuteScalar() is long number ? number : 0;
    }

    /// <returns>The first column of every row.</returns>
    public IReadOnlyList<long> Numbers(string sql)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        var numbers = new List<long>();
        while (reader.Read()) numbers.Add(reader.GetInt64(0));
        return numbers;
    }

    /// <summary>Runs all of an action in one transaction; an exception rolls it back.</summary>
    public void InTransaction(Action action)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            action();
            Execute("COMMIT");
        }
        catch
        {
            // A full disk has SQLite roll back by itself, and then there is nothing left to roll back.
            if (SQLitePCL.raw.sqlite3_get_autocommit(Connection.Handle) == 0) Execute("ROLLBACK");
            throw;
        }
    }

    public string? Meta(string key)
    {
        using var command = Command("SELECT value FROM meta WHERE key = $key");
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteScalar() as string;
    }

    /// <summary>Adds to a number kept in meta; 0 before the first time.</summary>
    public void AddToMeta(string key, long amount)
    {
        using var command = Command("INSERT INTO meta(key, value) VALUES($key, $amount) ON CONFLICT(key) DO UPDATE SET value = value + excluded.value");
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$amount", amount);
        command.ExecuteNonQuery();
    }

    public void SetMeta(string key, string value)
    {
        using var command = Command("INSERT INTO meta(key, value) VALUES($key, $value) ON CONFLICT(key) DO UPDATE SET value = excluded.value");
        command.Parameters.AddWithValue("$key", key);
        command.Parameters.AddWithValue("$value", value);
        command.ExecuteNonQuery();
    }

    public void Dispose() => Connection.Dispose();

    private static IndexDatabase Open(string file, SqliteOpenMode mode, int cacheKiB)
    {
        NativeSqlite.Initialise();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusyTimeoutSeconds,
        }.ToString());
        try
        {
            connection.Open();
            var database = new IndexDatabase(connection, file, NativeSqlite.TryLoadVectorExtension(connection));
            database.Execute($"PRAGMA cache_size = -{cacheKiB}; PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = 0");
            return database;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Creates the tables in an empty file. False when the file is a database of another kind or format.</summary>
    private bool Prepare()
    {
        Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = {CheckpointPages}; PRAGMA journal_size_limit = 67108864");
        if (Number("SELECT count(*) FROM sqlite_master") > 0)
        {
            return HasOurFormat() || Upgrade();
        }
        InTransaction(() => Execute($"{Schema.Tables} PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {Schema.Version};"));
        return true;
    }

    /// <summary>Brings a file of an earlier version up to ours: all of it, or nothing.</summary>
    /// <returns>False when it is not of an earlier version.</returns>
    private bool Upgrade()
    {
        if (!IsEarlierFormat()) return false;
        var version = (int)Number("PRAGMA user_version");
        InTransaction(() => Execute($"{string.Join('\n', Schema.Upgrades.Skip(version - 1))} PRAGMA user_version = {Schema.Version};"));
        return true;
    }

    /// <summary>
    /// As <see cref="Upgrade"/>, for a reader that comes before any writer. Not under a writer's feet: it may be of the earlier version, and if it is of ours,
    /// it brings the file up itself.
    /// </summary>
    private bool UpgradeUnlessWritten()
    {
        if (!IsEarlierFormat()) return false;
        try
        {
            using var lease = WriteLease.Take(File);
            return HasOurFormat() || Upgrade();
        }
        catch (IndexBusyException)
        {
            return false;
        }
    }

    private bool IsEarlierFormat() => Number("PRAGMA application_id") == Schema.ApplicationId && Number("PRAGMA user_version") is >= 1 and < Schema.Version;

    private bool HasOurFormat() => Number("PRAGMA application_id") == Schema.ApplicationId && Number("PRAGMA user_version") == Schema.Version;

    /// <summary>A vec0 table cannot even be dropped without its extension, so the file is of no use here.</summary>
    private bool LacksVectorExtension() => !HasVectorExtension && Generations.All(Connection).Any(generation => generation.UsesVec0);
}
