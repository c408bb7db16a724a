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
        // All parts of one size before the smaller ones: the sound parts' success in between ends the row of deaths, after which the worker would be
        // started again with ever longer pauses.
        var parts = new Queue<(IReadOnlyList<PackedWindow> Windows, int Crashes)>([(batch, 0)]);
        while (parts.TryDequeue(out var part))
        {
            if (await TryAsync(part.Windows, take, cancellation).ConfigureAwait(false) is not { } crash) continue;
            if (part.Windows.Count > 1)
            {
                var half = part.Windows.Count / 2;
                parts.Enqueue(([.. part.Windows.Take(half)], 0));
                parts.Enqueue(([.. part.Windows.Skip(half)], 0));
            }
            else if (crash is ArgumentException)
            {
                // Batches were made smaller while it waited: it is neither computed nor refused now.
            }
            else if (part.Crashes + 1 < CrashesAlone)
            {
                parts.Enqueue((part.Windows, part.Crashes + 1));
            }
            else
            {
                refuse(part.Windows[0].Text, $"the model cannot compute with it: {crash.Message}");
            }
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
