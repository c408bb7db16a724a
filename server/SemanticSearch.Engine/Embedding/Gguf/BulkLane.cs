using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Gguf;

/// <summary>
/// Sends batches to a worker that may die over them. A batch that takes it down is halved until what does so stands alone; one that only waited behind
/// it is sent again.
/// </summary>
internal sealed class BulkLane(EmbeddingWorker worker, TimeProvider time)
{
    /// <summary>How often a text may be in hand alone when the worker crashes, before it is held to be the reason.</summary>
    private const int CrashesAlone = 2;

    /// <summary>How often in a row the worker may be ended from outside, with nothing done in between, before that is told instead of tried again.</summary>
    private const int KillsInARow = 8;

    /// <param name="take">Told the batch, or a part of it, with its vectors, row by row.</param>
    /// <param name="refuse">Told of a text that the model cannot compute with, and why.</param>
    /// <exception cref="WorkerUnavailableException">There is no worker, and waiting a moment will not bring one.</exception>
    public async Task EmbedAsync(
        IReadOnlyList<PackedWindow> batch, Action<IReadOnlyList<PackedWindow>, float[]> take, Action<int, string> refuse, CancellationToken cancellation)
    {
        for (var crashes = 1; await TryAsync(batch, take, cancellation).ConfigureAwait(false) is { } crash; crashes++)
        {
            if (batch.Count > 1)
            {
                // One after the other: side by side, the sound half would wait behind the other's deaths.
                var half = batch.Count / 2;
                await EmbedAsync([.. batch.Take(half)], take, refuse, cancellation).ConfigureAwait(false);
                await EmbedAsync([.. batch.Skip(half)], take, refuse, cancellation).ConfigureAwait(false);
                return;
            }

            // Batches were made smaller while it waited: it is neither computed nor refused now.
            if (crash is ArgumentException) return;
            if (crashes < CrashesAlone) continue;
            refuse(batch[0].Text, $"the model cannot compute with it: {crash.Message}");
            return;
        }
    }

    /// <returns>Null when it is done; otherwise what the batch did to the worker.</returns>
    private async Task<Exception?> TryAsync(
        IReadOnlyList<PackedWindow> batch, Action<IReadOnlyList<PackedWindow>, float[]> take, CancellationToken cancellation)
    {
        for (var kills = 0; ;)
        {
            try
            {
                take(batch, await worker.EmbedAsync([.. batch.Select(window => window.Tokens)], WorkerLane.Bulk, cancellation).ConfigureAwait(false));
                return null;
            }
            catch (LlamaException refusal)
            {
                return refusal;
            }
            catch (ArgumentException tooLarge) when (batch.Sum(window => window.Tokens.Length) > worker.BatchTokens)
            {
                return tooLarge;
            }
            catch (WorkerDiedException crash) when (crash is { InHand: true, Death: WorkerDeath.Crashed })
            {
                return crash;
            }
            catch (WorkerDiedException death)
            {
                // Not this batch's doing: it only waited, or somebody, or the system for want of memory, ended the process.
                if (death.InHand && ++kills == KillsInARow)
                {
                    throw new WorkerUnavailableException($"The model's process was ended {kills} times in a row over one batch, with nothing done. {death.Message}", null);
                }
            }
            catch (WorkerUnavailableException pause) when (pause.RetryAfter is { } left)
            {
                await Task.Delay(left, time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
