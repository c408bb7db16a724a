using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Llama;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// A GGUF model over this repository's own C#: the bare library in this process beside the worker and the whole embedder, turn by turn over the same
/// batches, so that whatever else the machine does befalls all alike. Then latency, loading and memory.
/// </summary>
internal static class ModelRun
{
    /// <summary>Texts of one turn: some thirty batches.</summary>
    private const int TextsATurn = 48;

    private const int Queries = 40;
    private const string Query = "where are the ignore rules of nested folders applied to a file";

    public static async Task<int> RunAsync(string file, double seconds)
    {
        var choice = ChoiceOf(Path.GetFullPath(file));
        var folder = Directory.EnumerateDirectories(Path.Combine(AppContext.BaseDirectory, "llama")).First(path => Path.GetFileName(path) is "cpu" or "metal");
        var library = LlamaLibrary.Load(folder);
        Console.WriteLine($"model             {choice.Id}, {choice.Architecture}, {choice.Dimensions} dimensions, {choice.Size / 1e6:F0} MB");
        var texts = Chunks();
        using var tokenizer = ModelTokenizer.Open(library, choice.Path, CancellationToken.None);
        var window = GgufEmbedder.WindowOf(choice);
        var turns = texts.Chunk(TextsATurn).Select(turn => new Turn(turn, Batches(tokenizer, choice, turn, window))).ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"texts             {texts.Count:N0} chunks, {turns.Sum(turn => turn.Tokens) / (double)texts.Count:F0} tokens each on average"));
        await ThroughputAsync(choice, library, folder, turns, seconds).ConfigureAwait(false);
        await using (var worker = NewWorker(choice, folder)) await LatencyAsync(worker, tokenizer, choice, turns).ConfigureAwait(false);
        foreach (var repack in (bool[])[true, false]) await MemoryAsync(choice, folder, repack, turns[0]).ConfigureAwait(false);
        EmbeddingLookUps.Run(choice.OutputDimensions);
        return 0;
    }

    private static async Task ThroughputAsync(ModelChoice choice, LlamaLibrary library, string folder, List<Turn> turns, double seconds)
    {
        using var model = LlamaModel.Load(library, choice.Path, new LlamaModelOptions(), null, CancellationToken.None);
        using var context = new LlamaContext(
            model, new LlamaContextOptions(GgufEmbedder.WindowOf(choice), GgufEmbedder.MaximumSequences, GgufEmbedder.BulkThreads, (LlamaPooling)choice.Pooling));
        await using var worker = NewWorker(choice, folder);
        await using var embedder = new GgufEmbedder(choice, ModelTokenizer.Open(library, choice.Path, CancellationToken.None), NewWorker(choice, folder), TimeProvider.System);
        var bare = new Pace("bare library");
        var working = new Pace("worker process");
        var whole = new Pace("whole embedder, tokens made too");
        // Both processes are started, and everything is compiled, before the clock runs.
        await worker.EmbedAsync(turns[0].Batches[0], WorkerLane.Bulk, CancellationToken.None).ConfigureAwait(false);
        await embedder.EmbedDocumentsAsync([turns[0].Texts[0]], (_, _, _) => { }, CancellationToken.None).ConfigureAwait(false);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i == 0 || clock.Elapsed.TotalSeconds < seconds; i++)
        {
            var turn = turns[i % turns.Count];
            bare.Time(turn.Tokens, () =>
            {
                foreach (var batch in turn.Batches) context.Embed(batch, new float[batch.Count * choice.Dimensions], CancellationToken.None);
            });
            await working.TimeAsync(turn.Tokens, async () =>
            {
                // As the embedder sends them: the next lies ready while one is computed.
                var before = Task.CompletedTask;
                foreach (var batch in turn.Batches)
                {
                    var next = worker.EmbedAsync(batch, WorkerLane.Bulk, CancellationToken.None);
                    await before.ConfigureAwait(false);
                    before = next;
                }

                await before.ConfigureAwait(false);
            }).ConfigureAwait(false);
            await whole.TimeAsync(turn.Tokens, () => embedder.EmbedDocumentsAsync(turn.Texts, (_, _, _) => { }, CancellationToken.None)).ConfigureAwait(false);
        }

        bare.Print(bare);
        working.Print(bare);
        whole.Print(bare);
    }

    private static async Task LatencyAsync(EmbeddingWorker worker, ModelTokenizer tokenizer, ModelChoice choice, List<Turn> turns)
    {
        var query = tokenizer.Tokenise("", Query, GgufEmbedder.QueryWindowOf(choice)).Windows[0];
        await worker.EmbedAsync([query], WorkerLane.Query, CancellationToken.None).ConfigureAwait(false);
        Print($"query of {query.Length} tokens, idle", await TimesAsync(worker, query).ConfigureAwait(false));
        using var enough = new CancellationTokenSource();
        var bulk = KeepBusyAsync(worker, turns, enough.Token);
        Print($"query of {query.Length} tokens, bulk runs", await TimesAsync(worker, query).ConfigureAwait(false));
        await enough.CancelAsync().ConfigureAwait(false);
        await bulk.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task KeepBusyAsync(EmbeddingWorker worker, List<Turn> turns, CancellationToken enough)
    {
        while (true)
        {
            foreach (var batch in turns.SelectMany(turn => turn.Batches)) await worker.EmbedAsync(batch, WorkerLane.Bulk, enough).ConfigureAwait(false);
        }
    }

    private static async Task MemoryAsync(ModelChoice choice, string folder, bool repack, Turn turn)
    {
        await using var worker = NewWorker(choice, folder, repack);
        var clock = Stopwatch.StartNew();
        await worker.EmbedAsync([turn.Batches[^1][^1]], WorkerLane.Query, CancellationToken.None).ConfigureAwait(false);
        var loaded = clock.Elapsed.TotalSeconds;
        foreach (var batch in turn.Batches.Take(4)) await worker.EmbedAsync(batch, WorkerLane.Bulk, CancellationToken.None).ConfigureAwait(false);
        var resident = worker.ResidentBytes;
        await worker.EndAsync().ConfigureAwait(false);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(repack ? "repacked" : "not repacked"),-18}first vector after {loaded:F2} s, resident {resident / 1e6:F0} MB, once ended {worker.ResidentBytes / 1e6:F0} MB"));
    }

    private static async Task<List<double>> TimesAsync(EmbeddingWorker worker, ReadOnlyMemory<int> query)
    {
        var times = new List<double>();
        for (var i = 0; i < Queries; i++)
        {
            var clock = Stopwatch.StartNew();
            await worker.EmbedAsync([query], WorkerLane.Query, CancellationToken.None).ConfigureAwait(false);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        return times;
    }

    private static void Print(string name, List<double> times)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34}p50 {times[times.Count / 2]:F1} ms, p95 {times[times.Count * 95 / 100]:F1} ms"));

    private static List<string> Chunks()
    {
        using var chunker = new CodeChunker();
        var root = Path.Combine(WholeRun.RepositoryRoot, "server");
        var texts = new List<string>();
        foreach (var entry in new FolderScanner(root, ScanOptions.Default).Scan(CancellationToken.None).Where(entry => entry.Skip is null && entry.Path.EndsWith(".cs", StringComparison.Ordinal)))
        {
            var source = SourceReader.Read(Path.Combine(root, entry.Path), entry.Path, ScanOptions.Default);
            if (source.Skip is not null) continue;
            texts.AddRange(chunker.Chunk(entry.Path, source.Text, CancellationToken.None).Chunks.Select(chunk => source.Text.Substring(chunk.Start, chunk.Length)));
        }

        return texts;
    }

    /// <summary>Just those that the embedder makes of the same texts.</summary>
    private static List<IReadOnlyList<ReadOnlyMemory<int>>> Batches(ModelTokenizer tokenizer, ModelChoice choice, string[] texts, int window)
        => [.. TokenBatches.Pack([.. texts.Select(text => tokenizer.Tokenise(choice.DocumentPrefix, text, window))], Math.Min(GgufEmbedder.PackedTokens, window), GgufEmbedder.MaximumSequences)
            .Select(batch => (IReadOnlyList<ReadOnlyMemory<int>>)[.. batch.Select(packed => packed.Tokens)])];

    private static EmbeddingWorker NewWorker(ModelChoice choice, string folder, bool repack = true)
    {
        var semsearch = Path.Combine(WholeRun.RepositoryRoot, "artifacts", "semsearch", OperatingSystem.IsWindows() ? "semsearch.exe" : "semsearch");
        return new EmbeddingWorker(
            new WorkerModel(
                choice.Path, (LlamaPooling)choice.Pooling, choice.Dimensions, GgufEmbedder.WindowOf(choice), GgufEmbedder.MaximumSequences, GgufEmbedder.BulkThreads,
                GgufEmbedder.QueryWindowOf(choice), GgufEmbedder.QueryThreadsOf(choice), repack),
            [new WorkerRuntime(WorkerRuntime.Cpu, folder)], new WorkerLaunch(semsearch, ["embed-worker"]), _ => { }, TimeProvider.System);
    }

    private static ModelChoice ChoiceOf(string path)
    {
        var file = EmbeddingModelFile.Inspect(path);
        // The hash only tells models apart, and hashing gigabytes is not what is measured.
        return new ModelChoice(
            Path.GetFileNameWithoutExtension(path), path, file.FileSize, "", file.Architecture, file.Dimensions, file.Dimensions, file.Pooling ?? PoolingKind.Mean, file.ContextLength, "", "");
    }

    /// <param name="Batches">The texts' tokens, packed.</param>
    private sealed record Turn(string[] Texts, List<IReadOnlyList<ReadOnlyMemory<int>>> Batches)
    {
        public long Tokens { get; } = Batches.Sum(batch => batch.Sum(sequence => (long)sequence.Length));
    }

    /// <summary>Tokens a second over all turns.</summary>
    private sealed class Pace(string name)
    {
        private readonly Stopwatch _clock = new();
        private long _tokens;

        private double PerSecond => _tokens / _clock.Elapsed.TotalSeconds;

        public void Time(long tokens, Action work)
        {
            _clock.Start();
            work();
            _clock.Stop();
            _tokens += tokens;
        }

        public async Task TimeAsync(long tokens, Func<Task> work)
        {
            _clock.Start();
            await work().ConfigureAwait(false);
            _clock.Stop();
            _tokens += tokens;
        }

        public void Print(Pace anchor)
            => Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-34}{PerSecond:F0} tokens/s, {PerSecond / anchor.PerSecond:P1} of the bare library ({_tokens:N0} tokens)"));
    }
}
