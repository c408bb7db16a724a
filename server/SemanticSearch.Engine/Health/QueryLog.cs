using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Health;

/// <summary>
/// Writes down how queries were answered, in the index itself. A search never waits for it and never hears of its troubles: notes are kept in memory until
/// the index can be written, and the oldest are given up when there are too many. Safe to use from several threads, and beside other processes' logs.
/// </summary>
/// <remarks>
/// The file is opened for each batch: it may not be there yet, or be set aside and built anew at any time. Batches are few because every commit has the
/// searches of all processes look whether the index has changed.
/// </remarks>
/// <param name="indexFile">Need not be there.</param>
public sealed class QueryLog(string indexFile, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Notes that wait in memory at most.</summary>
    public const int Capacity = 2_000;

    /// <summary>Between a note and its being written, and between two attempts.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>What the end of a process may wait for its last notes.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Lock _file = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Queue<QueryNote> _waiting = [];

    /// <summary>Notes that have left <see cref="_waiting"/>: the number of the one that stands first in it.</summary>
    private long _first;
    private bool _isWriting, _isEnding;
    private Task _writing = Task.CompletedTask;

    /// <summary>Keeps a query for the table. Returns at once, whatever the state of the index.</summary>
    public void Add(AnsweredQuery query) => Keep(new QueryAnswered(query));

    /// <summary>A hit of a query was opened; the first one counts. The query may be one that is not written yet.</summary>
    /// <param name="place">Of the hit, from 1.</param>
    public void Opened(string token, int place) => Keep(new HitOpened(token, place));

    /// <summary>Writes what waits, if the index can be written now; else it goes on waiting. Never fails.</summary>
    public Task FlushAsync() => Task.Run(WriteWaiting);

    /// <summary>Writes what waits, and gives it up when that is not possible at once.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isEnding) return;
            _isEnding = true;
        }
        await _ending.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        try
        {
            await FlushAsync().WaitAsync(LastWords, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The disk hangs. Figures about queries are not worth keeping a process for.
        }
        _ending.Dispose();
    }

    private void Keep(QueryNote note)
    {
        lock (_gate)
        {
            if (_isEnding) return;
            if (_waiting.Count == Capacity) Drop(1);
            _waiting.Enqueue(note);
            if (_isWriting) return;
            _isWriting = true;
            _writing = Task.Run(WriteSoonAsync);
        }
    }

    /// <summary>Runs while there are notes, so that a process that does not search has nothing going on.</summary>
    private async Task WriteSoonAsync()
    {
        while (true)
        {
            await Task.Delay(Pause, time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_ending.IsCancellationRequested) return;
            WriteWaiting();
            lock (_gate)
            {
                if (_waiting.Count > 0) continue;
                _isWriting = false;
                return;
            }
        }
    }

    private void WriteWaiting()
    {
        lock (_file)
        {
            QueryNote[] batch;
            long end;
            lock (_gate)
            {
                batch = [.. _waiting];
                end = _first + batch.Length;
            }
            if (batch.Length == 0 || !TryWrite(batch)) return;
            // Some may have been dropped meanwhile.
            lock (_gate) Drop((int)Math.Max(0, end - _first));
        }
    }

    private bool TryWrite(QueryNote[] batch)
    {
        try
        {
            using var database = IndexDatabase.OpenForNotes(indexFile);
            if (database is null) return false;
            QueryTable.Write(database, batch);
            return true;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            // Locked by a long write, full disk, damaged: searching finds out and says so. The notes wait.
            return false;
        }
    }

    private void Drop(int count)
    {
        for (var i = 0; i < count; i++) _waiting.Dequeue();
        _first += count;
    }
}
