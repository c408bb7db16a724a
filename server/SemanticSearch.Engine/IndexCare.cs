using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Integrity;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>What is done to a folder's index file as a whole: mending it, copying it, putting a copy back.</summary>
public sealed class IndexCare
{
    private readonly string _root;

    /// <exception cref="WorkspaceException">The folder is not there.</exception>
    public IndexCare(WorkspaceOptions options)
    {
        if (!Directory.Exists(options.Folder)) throw new WorkspaceException($"There is no folder {options.Folder}. Name one that exists with --path.");
        _root = IndexLocation.RealPath(options.Folder);
        IndexFile = options.IndexFile is { } chosen ? Path.GetFullPath(chosen) : IndexLocation.For(_root, options.Home);
    }

    public string IndexFile { get; }

    /// <summary>Checks all that is stored and makes what is damaged from the rest. A file that SQLite itself finds damaged is set aside.</summary>
    /// <returns>What was done, in sentences.</returns>
    /// <exception cref="IndexBusyException">Another process writes this index.</exception>
    /// <exception cref="WorkspaceException">There is no index, or it cannot be written.</exception>
    public IReadOnlyList<string> Repair(CancellationToken cancellation) => InWords(() =>
    {
        if (!File.Exists(IndexFile)) throw NotThere();
        var told = new List<string>();
        using var lease = WriteLease.Take(IndexFile);
        if (FindDamageOfSqlite(told) is { } damage) IndexDatabase.SetAside(IndexFile, $"it is damaged ({damage})", told.Add);
        else told.Add(Mend(told.Add, cancellation));
        return told;
    });

    /// <summary>Copies the index, also while another process writes it.</summary>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <exception cref="WorkspaceException">There is no index, the target is there already, or the copy is not sound.</exception>
    public CopiedIndex BackUp(string target, bool replace) => InWords(() =>
    {
        using var database = IndexDatabase.OpenForReading(IndexFile) ?? throw NotThere();
        if (Path.GetFullPath(target) == IndexFile) throw new WorkspaceException($"{target} is the index itself. Name another file.");
        if (!replace && File.Exists(target)) throw new WorkspaceException($"{target} is there already. Name another file, or replace it with --force.");
        return IndexBackup.Write(database, target);
    });

    /// <summary>Puts a copy in the index's place.</summary>
    /// <exception cref="IndexBusyException">Another process writes this index.</exception>
    /// <exception cref="WorkspaceException">The copy is not there, or no index that this version can read.</exception>
    public RestoredIndex Restore(string copy) => InWords(() =>
    {
        if (!File.Exists(copy)) throw new WorkspaceException($"There is no file {copy}. Name one that `semsearch backup` wrote.");
        if (Path.GetFullPath(copy) == IndexFile) throw new WorkspaceException($"{copy} is the index itself. Name a file that `semsearch backup` wrote.");
        using var lease = WriteLease.Take(IndexFile);
        var (copied, setAside) = IndexBackup.Restore(copy, IndexFile);
        return new RestoredIndex(copied, setAside, copied.Folder == _root);
    });

    private WorkspaceException NotThere() => new($"{_root} has no index at {IndexFile} yet. Run `semsearch index` first.");

    private string? FindDamageOfSqlite(List<string> told)
    {
        try
        {
            using var database = IndexDatabase.OpenForWriting(IndexFile, told.Add);
            using var check = database.Command("PRAGMA integrity_check(1)");
            return check.ExecuteScalar() is "ok" ? null : "SQLite's integrity check says so";
        }
        catch (SqliteException failure) when (IndexDatabase.IsDamage(failure))
        {
            return failure.Message;
        }
    }

    private string Mend(Action<string> tell, CancellationToken cancellation)
    {
        using var database = IndexDatabase.OpenForWriting(IndexFile, tell);
        var embedder = OpenEmbedder();
        return IndexRepair.Run(database, embedder, IndexCheck.Run(database, embedder, cancellation)).ToString();
    }

    /// <returns>Null without the bundled model: its vectors are then left as they are, and <c>doctor</c> says what the model lacks.</returns>
    private static StaticEmbedder? OpenEmbedder()
    {
        try
        {
            return StaticEmbedder.OpenBundled();
        }
        catch (Exception failure) when (failure is ModelFormatException or FileNotFoundException)
        {
            return null;
        }
    }

    private T InWords<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IndexStorageException failure)
        {
            throw new WorkspaceException(failure.Message, failure);
        }
        catch (SqliteException failure)
        {
            throw new WorkspaceException($"The index {IndexFile} failed ({failure.Message}). Check the disk and its free space, then run the same command again.", failure);
        }
    }
}

/// <param name="SetAside">Path of the index that was there before; null when there was none.</param>
/// <param name="OfThisFolder">Whether the copy was made of this very folder; if not, the next indexing takes the other folder's files out.</param>
public sealed record RestoredIndex(CopiedIndex Copied, string? SetAside, bool OfThisFolder);
