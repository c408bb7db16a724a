using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>Copies of an index file by SQLite's own online backup: of one state, whoever writes meanwhile, and without its log.</summary>
internal static class IndexBackup
{
    /// <summary>Writes a copy and checks it. What stands at <paramref name="target"/> stays until the copy is whole.</summary>
    /// <exception cref="IndexStorageException">The copy is not what it should be.</exception>
    public static CopiedIndex Write(IndexDatabase source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = string.Create(CultureInfo.InvariantCulture, $"{target}.partial-{Environment.ProcessId}");
        try
        {
            using (var copy = Open(partial, SqliteOpenMode.ReadWriteCreate))
            {
                source.Connection.BackupDatabase(copy);
                // One file, wherever it is carried.
                Text(copy, "PRAGMA journal_mode = DELETE");
            }

            var copied = Check(partial);
            File.Move(partial, target, overwrite: true);
            return copied;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Makes a copy the index; the one that was there is renamed. The caller holds the <see cref="WriteLease"/>.</summary>
    /// <returns>What the copy holds, and the new path of the index that was there, if there was one.</returns>
    /// <exception cref="IndexStorageException">The file is no index that this version can read.</exception>
    public static (CopiedIndex Copied, string? SetAside) Restore(string copy, string indexFile)
    {
        var copied = Check(copy);
        var arriving = indexFile + ".restoring";
        File.Delete(arriving);
        using (var from = Open(copy, SqliteOpenMode.ReadOnly))
        using (var to = Open(arriving, SqliteOpenMode.ReadWriteCreate)) from.BackupDatabase(to);
        var setAside = File.Exists(indexFile) ? IndexDatabase.Rename(indexFile) : null;
        File.Move(arriving, indexFile);
        return (copied, setAside);
    }

    private static CopiedIndex Check(string file)
    {
        try
        {
            using var connection = Open(file, SqliteOpenMode.ReadOnly);
            if (Number(connection, "PRAGMA application_id") != Schema.ApplicationId) throw new IndexStorageException($"{file} is not an index of semsearch.");
            var version = Number(connection, "PRAGMA user_version");
            if (version is < 1 or > Schema.Version)
            {
                throw new IndexStorageException(string.Create(
                    CultureInfo.InvariantCulture, $"{file} has format {version}; this semsearch knows formats 1 to {Schema.Version}. Install the version that wrote it, or a newer one."));
            }

            if (Text(connection, "PRAGMA quick_check(1)") is var verdict && verdict != "ok") throw new IndexStorageException($"{file} is damaged: {verdict}. Take another backup.");
            return new CopiedIndex(
                Text(connection, "SELECT value FROM meta WHERE key = 'folder'"), Number(connection, "SELECT count(*) FROM files WHERE state = 'indexed'"),
                Number(connection, "SELECT count(*) FROM chunks"), new FileInfo(file).Length);
        }
        catch (SqliteException failure)
        {
            throw new IndexStorageException($"{file} is not a sound index of semsearch ({failure.Message}). Take another backup.", failure);
        }
    }

    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        NativeSqlite.Initialise();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        NativeSqlite.TryLoadVectorExtension(connection);
        return connection;
    }

    private static long Number(SqliteConnection connection, string sql) => Scalar(connection, sql) is long number ? number : 0;

    private static string Text(SqliteConnection connection, string sql) => Scalar(connection, sql) as string ?? "";

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}

/// <param name="Folder">That it is an index of.</param>
/// <param name="Files">Indexed.</param>
public sealed record CopiedIndex(string Folder, long Files, long Chunks, long Bytes);
