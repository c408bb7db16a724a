using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Engine.Embedding.Gguf;

/// <summary>
/// Sends batches to a worker that may die over them, and finds out whose fault it was. Two batches are under way at a time, so a death says nothing
/// about either: then each is tried with nothing beside it, and halved until what kills the worker stands alone.
/// </summary>
internal sealed class BulkLane(EmbeddingWorker worker) : IDisposable
{
    private const int SideBySide = 2;

    /// <summary>How often a text may be in hand alone when the worker crashes, before it is held to be the reason.</summary>
    private const int CrashesAlone = 2;

    /// <summary>How often in a row the worker may be ended from outside, with nothing done in between, before that is told instead of tried again.</summary>
    private const int KillsInARow = 8;

    private readonly SemaphoreSlim _places = new(SideBySide, SideBySide);
    private readonly SemaphoreSlim _alone = new(1, 1);

    /// <param name="take">Told the batch, or a part of it, with its vectors, row by row.</param>
    /// <param name="refuse">Told of a text that kills the worker, and how.</param>
    /// <exception cref="WorkerUnavailableException">There is no worker, and waiting a moment will not bring one.</exception>
    public async Task EmbedAsync(
        IReadOnlyList<PackedWindow> batch, Action<IReadOnlyList<PackedWindow>, float[]> take, Action<int, string> refuse, CancellationToken cancellation)
    {
        await _places.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (await TryAsync(batch, take, cancellation).ConfigureAwait(false) is null) return;
        }
        finally
        {
            _places.Release();
        }

        await _alone.WaitAsync(cancellation).ConfigureAwait(false);
        var held = 0;
        try
        {
            for (; held < SideBySide; held++) await _places.WaitAsync(cancellation).ConfigureAwait(false);
            await FindGuiltyAsync(batch, take, refuse, cancellation).ConfigureAwait(false);
        }
        finally
        {
            if (held > 0) _places.Release(held);
            _alone.Release();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        _alone.Dispose();
    }

    private async Task FindGuiltyAsync(
        IReadOnlyList<PackedWindow> batch, Action<IReadOnlyList<PackedWindow>, float[]> take, Action<int, string> refuse, CancellationToken cancellation)
    {
        var crash = await TryAsync(batch, take, cancellation).ConfigureAwait(false);
        for (var alone = 1; crash is not null && batch.Count == 1; alone++)
        {
            if (alone == CrashesAlone)
            {
                refuse(batch[0].Text, $"the model's process died over it: {crash.Message}");
                return;
            }

            crash = await TryAsync(batch, take, cancellation).ConfigureAwait(false);
        }

        if (crash is null) return;
        var half = batch.Count / 2;
        await FindGuiltyAsync([.. batch.Take(half)], take, refuse, cancellation).ConfigureAwait(false);
        await FindGuiltyAsync([.. batch.Skip(half)], take, refuse, cancellation).ConfigureAwait(false);
    }

    /// <returns>Null when it is done; how the worker crashed, when it did.</returns>
    private async Task<WorkerDiedException?> TryAsync(
        IReadOnlyList<PackedWindow> batch, Action<IReadOnlyList<PackedWindow>, float[]> take, CancellationToken cancellation)
    {
        for (var kills = 0; ;)
        {
            try
            {
                take(batch, await worker.EmbedAsync([.. batch.Select(window => window.Tokens)], WorkerLane.Bulk, cancellation).ConfigureAwait(false));
                return null;
            }
            catch (WorkerDiedException crash) when (crash.Death == WorkerDeath.Crashed)
            {
                return crash;
            }
            catch (WorkerDiedException kill)
            {
                // Not the text's doing: somebody, or the system for want of memory, ended the process.
                if (++kills == KillsInARow) throw new WorkerUnavailableException($"The model's process was ended {kills} times in a row. {kill.Message}", kill);
            }
            catch (WorkerUnavailableException) when (worker.State.Phase == WorkerPhase.BackingOff)
            {
                await worker.WaitWhileBackingOffAsync(cancellation).ConfigureAwait(false);
            }
        }
    }
}
