using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Integrity;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Storage;
using SemanticSearch.TreeSitter;

namespace SemanticSearch.Engine.Indexing;

/// <summary>
/// Brings an index up to date with its folder: scan → workers (read, chunk, embed) → one writer, through bounded channels. Holds the write
/// lease for as long as it lives. Everything written is committed file by file, so a run that is stopped or killed is simply gone on with.
/// </summary>
internal sealed class FolderIndexer : IDisposable
{
    /// <summary>
    /// Files found but not yet taken by a worker, a few hundred bytes each. So many that the scan of all but the largest folders runs ahead, and progress
    /// is told against the true total within a second or two.
    /// </summary>
    private const int FoundCapacity = 65_536;

    /// <summary>Prepared files not yet written, each with its chunks' terms and vectors, some 10 MB in all: work for a worker while a segment is made.</summary>
    private const int PreparedCapacity = 256;

    /// <summary>Files after which the job journal says how far the run is, for other processes.</summary>
    private const int ReportEvery = 32;

    private const string RecipeKey = "recipe";

    /// <summary>Raised when chunks or terms of the same file come out differently: every file is then read again.</summary>
    private const int RecipeVersion = 1;

    private readonly string _root;
    private readonly ScanOptions _scan;
    private readonly ITextEmbedder? _embedder;
    private readonly EmbeddingMemory _memory;
    private readonly Func<string, string, bool>? _survives;
    private readonly WriteLease _lease;
    private readonly IndexDatabase _database;
    private readonly Generation? _generation;
    private readonly FileWriter _writer;
    private readonly SegmentKeeper _segments;

    /// <summary>What went wrong without stopping the work, in words, since the last report: an index set aside, a folder that could not be read.</summary>
    private readonly List<string> _warnings = [];

    /// <param name="survives">See <see cref="WorkspaceOptions.Survives"/>.</param>
    /// <exception cref="IndexBusyException">Another process writes this index.</exception>
    /// <exception cref="IndexStorageException">The index file cannot be created.</exception>
    public FolderIndexer(
        string root, string indexFile, ScanOptions scan, ITextEmbedder? embedder, EmbeddingMemory memory, Func<string, string, bool>? survives, bool rebuild)
    {
        (_root, _scan, _embedder, _memory, _survives) = (root, scan, embedder, memory, survives);
        _lease = WriteLease.Take(indexFile);
        try
        {
            _database = OpenSound(indexFile);
            var cleared = ClearUnlessSameRecipe(rebuild);
            if (embedder is not null)
            {
                var foundation = _generation = Generations.Foundation(_database, embedder.Fingerprint, embedder.Id, embedder.Dimensions);
                // Emptied, a chosen model's generation has everything to read again; its embeddings are still known.
                if (cleared) _database.InTransaction(() => Generations.Serve(_database, foundation, Generations.Building));
            }
            if (!cleared) MendIfDamaged();
            _database.SetMeta("folder", root);
            _writer = new FileWriter(_database, _generation);
            _segments = new SegmentKeeper(_database);
        }
        catch
        {
            _database?.Dispose();
            _lease.Dispose();
            throw;
        }
    }

    /// <summary>Indexes what changed in the whole folder.</summary>
    /// <returns>What was done, also when cancelled: what is committed stays.</returns>
    public async Task<IndexReport> RunAsync(IProgress<IndexProgress>? progress, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var known = Tables.KnownFiles(_database);
        var tally = new IndexTally();
        var job = Tables.StartJob(_database, "index");
        var seen = new HashSet<string>(known.Count);
        var unreadableFolders = new List<string>();
        var cancelled = false;
        try
        {
            var found = new FolderScanner(_root, _scan).Scan(cancellation);
            await PipeAsync(Changed(found, known, seen, unreadableFolders, tally, progress), tally, job, progress, cancellation).ConfigureAwait(false);
            RemoveVanished(known.Keys, seen, unreadableFolders, tally, cancellation);
            progress?.Report(tally.Progress(IndexStage.Finishing, null));
            _segments.Flush(cancellation);
            _segments.Tidy(cancellation);
            Tables.TrimEmbeddings(_database);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            cancelled = true;
        }
        CountEmbeddings(tally);
        Tables.FinishJob(_database, job, cancelled ? "cancelled" : "finished", tally.FilesDone, tally.FilesScanned);
        return tally.Report(clock.Elapsed, cancelled, TakeWarnings());
    }

    /// <summary>Indexes just these files again, as they are now: changed, new, ignored since, or gone.</summary>
    /// <param name="paths">Relative, forward slashes: files, or folders that are gone.</param>
    public async Task<IndexReport> UpdateAsync(IReadOnlyCollection<string> paths, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var tally = new IndexTally();
        var known = Tables.KnownFiles(_database, paths);
        var scanner = new FolderScanner(_root, _scan);
        var present = new List<ScanEntry>();
        foreach (var path in paths)
        {
            if (File.Exists(Path.Combine(_root, path))) present.Add(scanner.Explain(path));
            else if (known.ContainsKey(path)) Remove(path, tally);
            else foreach (var below in Tables.PathsBelow(_database, path + "/")) Remove(below, tally);
        }
        await PipeAsync(Changed(present, known, [], [], tally, null), tally, null, null, cancellation).ConfigureAwait(false);
        CountEmbeddings(tally);
        // What was saved stays pending, where search finds it at once; a segment is made when there is enough for one.
        return tally.Report(clock.Elapsed, cancelled: false, TakeWarnings());
    }

    public void Dispose()
    {
        _writer.Dispose();
        _database.Dispose();
        _lease.Dispose();
    }

    private void CountEmbeddings(IndexTally tally)
    {
        Tables.CountEmbeddings(_database, tally.EmbeddingsReused, tally.EmbeddingsComputed);
        Meters.CacheLookedUp(tally.EmbeddingsReused, tally.EmbeddingsComputed);
    }

    /// <summary>Each report has its own: a watch runs for days, and the list must not.</summary>
    private string[] TakeWarnings()
    {
        string[] taken = [.. _warnings];
        _warnings.Clear();
        return taken;
    }

    /// <summary>The entries that a worker must look at; the others are counted, and recorded when what is known of them changed.</summary>
    private IEnumerable<FoundFile> Changed(
        IEnumerable<ScanEntry> found, IReadOnlyDictionary<string, KnownFile> known, HashSet<string> seen, List<string> unreadableFolders,
        IndexTally tally, IProgress<IndexProgress>? progress)
    {
        foreach (var entry in found)
        {
            tally.Found();
            if (entry.Skip is { Reason: SkipReason.Unreadable } && entry.Path.EndsWith('/'))
            {
                unreadableFolders.Add(entry.Path);
                _warnings.Add($"{entry.Path} could not be read ({entry.Skip.Detail}); what is indexed of it is kept as it was.");
            }
            seen.Add(entry.Path);
            known.TryGetValue(entry.Path, out var before);
            if (before is not null && before.Size == entry.Size && before.Modified == entry.Modified && SameVerdict(before, entry.Skip))
            {
                tally.Unchanged(before.State);
                progress?.Report(tally.Progress(IndexStage.Indexing, null));
                continue;
            }
            yield return new FoundFile(entry, before);
        }
    }

    /// <summary>A skip that the scan alone decides must still hold; one that the content decided holds while the file is the same.</summary>
    private static bool SameVerdict(KnownFile before, Skip? now)
        => now is null ? before.State != FileStates.Skipped || IndexTally.DecidedByContent(before.Reason) : before.Reason == now.Reason.ToString();

    private async Task PipeAsync(
        IEnumerable<FoundFile> entries, IndexTally tally, long? job, IProgress<IndexProgress>? progress, CancellationToken cancellation)
    {
        // The writer thread and the rest of the machine share the core that no worker takes.
        var workers = Math.Max(1, Environment.ProcessorCount - 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var journal = CrashJournal.Open(_database.File, workers);
        var found = Channel.CreateBounded<FoundFile>(new BoundedChannelOptions(FoundCapacity) { SingleWriter = true });
        var prepared = Channel.CreateBounded<PreparedFile>(new BoundedChannelOptions(PreparedCapacity) { SingleReader = true });

        var scanning = Task.Run(() => FeedAsync(entries, found.Writer, stop.Token), CancellationToken.None);
        var preparing = Enumerable.Range(0, workers)
            .Select(worker => Task.Run(() => WorkAsync(worker, found.Reader, prepared.Writer, journal, stop), CancellationToken.None))
            .ToArray();
        var closing = CloseAfterAsync(preparing, prepared.Writer);
        try
        {
            await foreach (var file in prepared.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                // The channel hands out what it holds without a look at the token.
                cancellation.ThrowIfCancellationRequested();
                Write(file, tally);
                progress?.Report(tally.Progress(IndexStage.Indexing, file.Entry.Path));
                if (file.File is { } written) _segments.FlushWhenLarge(written.Chunks.Count, cancellation);
                if (job is { } running && tally.FilesDone % ReportEvery == 0) Tables.ReportJob(_database, running, tally.FilesDone, tally.FilesScanned);
            }
        }
        catch
        {
            // The stages are left in order, so that none still uses the connection or the journal when they are closed.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll([scanning, closing, .. preparing]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await Task.WhenAll([scanning, closing, .. preparing]).ConfigureAwait(false);
    }

    private static async Task FeedAsync(IEnumerable<FoundFile> entries, ChannelWriter<FoundFile> found, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            foreach (var entry in entries) await found.WriteAsync(entry, cancellation).ConfigureAwait(false);
        }
        catch (Exception caught)
        {
            failure = caught;
            throw;
        }
        finally
        {
            found.Complete(failure);
        }
    }

    private static async Task CloseAfterAsync(Task[] workers, ChannelWriter<PreparedFile> prepared)
    {
        var all = Task.WhenAll(workers);
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        prepared.Complete(all.Exception?.InnerException);
    }

    private async Task WorkAsync(
        int worker, ChannelReader<FoundFile> found, ChannelWriter<PreparedFile> prepared, CrashJournal journal, CancellationTokenSource stop)
    {
        using var preparer = new FilePreparer(_root, _scan, _database.File, _embedder, _generation, _memory);
        try
        {
            await foreach (var file in found.ReadAllAsync(stop.Token).ConfigureAwait(false))
            {
                journal.Take(worker, file.Entry.Path);
                var ready = PrepareOne(preparer, file, journal, stop.Token);
                journal.Release(worker);
                await prepared.WriteAsync(ready, stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await stop.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private PreparedFile PrepareOne(FilePreparer preparer, FoundFile found, CrashJournal journal, CancellationToken cancellation)
    {
        var entry = found.Entry;
        if (entry.Skip is { } skip) return Without(entry, FileStates.Skipped, null, skip.Reason.ToString(), skip.Detail);
        if (journal.Suspects.Contains(entry.Path) && _survives is not null && !_survives(_root, entry.Path))
        {
            return Without(entry, FileStates.Failed, null, "Quarantine", "reading it ends the process that does; it is tried again when it changes");
        }
        try
        {
            var source = preparer.Read(entry.Path);
            if (found.Before is { State: FileStates.Indexed, Hash: { } hash } && hash.AsSpan().SequenceEqual(source.Hash)) return new PreparedFile(entry, null, null);
            return source.Skip is { } contentSkip
                ? Without(entry, FileStates.Skipped, source.Hash, contentSkip.Reason.ToString(), contentSkip.Detail)
                : preparer.Prepare(entry, source, cancellation);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or OutOfMemoryException or IndexStorageException or SqliteException or TreeSitterException))
        {
            // A poisonous file harms only itself; a missing library harms all, and ends the run.
            return Without(entry, FileStates.Failed, null, failure.GetType().Name, failure.Message);
        }
    }

    private static PreparedFile Without(ScanEntry entry, string state, byte[]? hash, string reason, string detail)
        => new(entry, null, new Unindexed(state, hash, reason, detail));

    private void Write(PreparedFile prepared, IndexTally tally)
    {
        var entry = prepared.Entry;
        if (prepared.Unindexed is { } unindexed)
        {
            _writer.WriteWithoutChunks(
                entry.Path, entry.Size, entry.Modified, unindexed.Hash, unindexed.State, unindexed.Reason, unindexed.Detail);
            tally.NotIndexed(unindexed);
            return;
        }
        if (prepared.File is null)
        {
            // The same bytes under another time: a checkout, a touch.
            _writer.Touch(entry.Path, entry.Size, entry.Modified);
            tally.Unchanged(FileStates.Indexed);
            return;
        }
        var added = _writer.Write(prepared.File);
        tally.Indexed(prepared, added);
    }

    private void RemoveVanished(
        IEnumerable<string> known, HashSet<string> seen, List<string> unreadableFolders, IndexTally tally, CancellationToken cancellation)
    {
        foreach (var path in known.Where(path => !seen.Contains(path)).ToList())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!unreadableFolders.Exists(folder => path.StartsWith(folder, StringComparison.Ordinal))) Remove(path, tally);
        }
    }

    private void Remove(string path, IndexTally tally)
    {
        _writer.Remove(path);
        tally.Removed();
    }

    /// <summary>A run that was killed leaves a running job behind; only then is the time for an integrity check spent at the start.</summary>
    private IndexDatabase OpenSound(string indexFile)
    {
        var database = IndexDatabase.OpenForWriting(indexFile, _warnings.Add);
        if (!Tables.CloseInterruptedJobs(database)) return database;
        using (var check = database.Command("PRAGMA quick_check(1)"))
        {
            if (check.ExecuteScalar() is "ok") return database;
        }
        database.Dispose();
        IndexDatabase.SetAside(indexFile, "it is damaged", _warnings.Add);
        return IndexDatabase.OpenForWriting(indexFile, _warnings.Add);
    }

    /// <summary>A few rows are looked at. Where one is damaged, others may be as well: then everything is.</summary>
    private void MendIfDamaged()
    {
        if (QuickCheck.FindsNothing(_database)) return;
        _warnings.Add(IndexRepair.Run(_database, _embedder, IndexCheck.Run(_database, _embedder, CancellationToken.None)).ToString());
    }

    /// <returns>Whether the index was emptied.</returns>
    private bool ClearUnlessSameRecipe(bool rebuild)
    {
        var recipe = $"{RecipeVersion}/{_embedder?.Fingerprint ?? "none"}";
        if (_database.Meta(RecipeKey) == recipe && !rebuild) return false;
        Tables.Clear(_database);
        _database.SetMeta(RecipeKey, recipe);
        return true;
    }
}

/// <param name="Before">What the index knows of it; null for a new file.</param>
internal sealed record FoundFile(ScanEntry Entry, KnownFile? Before);
