using System.Diagnostics;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Indexing;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>What a model would cost for a folder on this machine.</summary>
/// <param name="ChunksToEmbed">Of <paramref name="Chunks"/>; the others are embedded already.</param>
/// <param name="TokensPerChunk">On average, of the sample.</param>
/// <param name="TokensPerSecond">In the trial, with other work on the machine as it was.</param>
/// <param name="Building">For all that is to be embedded.</param>
/// <param name="Loading">From nothing to the first vector.</param>
/// <param name="Query">A question, when the model is loaded.</param>
/// <param name="MemoryBytes">Resident, of the worker process after the trial.</param>
/// <param name="DiskBytes">That the index will grow by.</param>
/// <param name="Device">What computed.</param>
/// <param name="Room">What the machine has in use just now; with the model loaded.</param>
public sealed record ModelEstimate(
    string Model, long Chunks, long ChunksToEmbed, double TokensPerChunk, double TokensPerSecond, TimeSpan Building, TimeSpan Loading, TimeSpan Query,
    long MemoryBytes, long DiskBytes, string Device, MemoryReading Room);

/// <summary>Tries a model on a sample of a folder's own chunks.</summary>
internal static class ModelTrial
{
    /// <summary>Chunks in the sample. Ids are hashes, so the first are as good as any.</summary>
    private const int SampleChunks = 48;

    /// <summary>Chunks that are computed in one go; after each it is seen whether the trial has lasted long enough.</summary>
    private const int Portion = 6;

    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(8);

    private const string Question = "where is the connection closed after an error";

    /// <summary>Bytes a chunk takes besides its numbers: rows, indexes, a share of pages.</summary>
    private const int RowBytes = 120;

    /// <param name="embedded">Tells of a text's hash whether the model has its embedding already.</param>
    public static async Task<ModelEstimate> RunAsync(
        GgufEmbedder model, IndexDatabase database, string root, ScanOptions scan, Func<byte[], bool> embedded, CancellationToken cancellation)
    {
        var sources = new SourceTexts(root, scan);
        var texts = Tables.SampleChunks(database, SampleChunks).Select(sources.EmbeddedTextOf).OfType<string>().ToList();
        if (texts.Count == 0) throw new WorkspaceException($"There is nothing to try {model.Choice.Id} on: {root} has no indexed code. Run `semsearch index` first.");
        var clock = Stopwatch.StartNew();
        await model.EmbedQueryAsync(Question, cancellation).ConfigureAwait(false);
        var loading = clock.Elapsed;
        clock.Restart();
        await model.EmbedQueryAsync(Question + " occurs", cancellation).ConfigureAwait(false);
        var query = clock.Elapsed;
        // The first batch makes the room that it computes in; that counts as loading.
        await model.EmbedDocumentsAsync([texts[0]], static (_, _, _) => { }, cancellation).ConfigureAwait(false);

        clock.Restart();
        var tokens = 0L;
        var tried = 0;
        foreach (var portion in texts.Chunk(Portion))
        {
            await model.EmbedDocumentsAsync(portion, static (_, _, _) => { }, cancellation).ConfigureAwait(false);
            tokens += portion.Sum(model.CountTokens);
            tried += portion.Length;
            if (clock.Elapsed > LongEnough) break;
        }

        var rate = tokens / clock.Elapsed.TotalSeconds;
        var perChunk = (double)tokens / tried;
        var (chunks, missing) = Count(database, embedded);
        return new ModelEstimate(
            model.Choice.Id, chunks, missing, perChunk, rate, TimeSpan.FromSeconds(missing * perChunk / rate), loading, query, model.Worker.ResidentBytes,
            DiskBytes(model.Dimensions, chunks, missing), model.Worker.State.Device, MemoryReader.Read());
    }

    /// <summary>float32 in the vector table, int8 in the segments, for each chunk; float16 in the cache for each text that is new.</summary>
    private static long DiskBytes(int dimensions, long chunks, long missing) => chunks * (dimensions * 5L + RowBytes) + missing * (dimensions * 2L + RowBytes);

    private static (long Chunks, long Missing) Count(IndexDatabase database, Func<byte[], bool> embedded)
    {
        // Copies of a text are embedded once.
        return (database.Number("SELECT count(*) FROM chunks"), Tables.ContentHashes(database).Count(hash => !embedded(hash)));
    }
}
