using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Llama;

namespace SemanticSearch.Benchmarks;

/// <summary>
/// A GGUF model at work: the bare library, the worker process and the whole embedder on the same batches of this repository's own code, one after the
/// other in each round; then latency, load time and memory.
/// </summary>
internal static class ModelRun
{
    private const int Rounds = 3;
    private const int Queries = 15;
    private const string Question = "where is the connection closed after an error occurs";

    public static async Task<int> RunAsync(string file, int seconds)
    {
        var choice = await ChoiceOfAsync(Path.GetFullPath(file)).ConfigureAwait(false);
        var library = LlamaLibrary.Load(LlamaFolder());
        Console.WriteLine($"model             {choice.Id}: {choice.Architecture}, {choice.Dimensions} dimensions, {choice.Size / 1e6:F0} MB; {GgufEmbedder.BulkThreads} thread(s) for batches, {GgufEmbedder.QueryThreadsOf(choice)} for questions");
        using var tokenizer = ModelTokenizer.Open(library, choice.Path, CancellationToken.None);
        var batches = Batches(choice, tokenizer, library, seconds, out var texts);
        var tokens = batches.Sum(batch => batch.Sum(window => (long)window.Tokens.Length));
        Console.WriteLine($"batches           {batches.Count} of at most 512 tokens, {tokens} tokens of {texts.Count} chunks");
        await ThroughputAsync(choice, library, batches, texts, tokens).ConfigureAwait(false);
        await MemoryAsync(choice).ConfigureAwait(false);
        EmbeddingLookUps.Run(choice.OutputDimensions);
        return 0;
    }

    private static async Task ThroughputAsync(
        ModelChoice choice, LlamaLibrary library, IReadOnlyList<IReadOnlyList<PackedWindow>> batches, IReadOnlyList<string> texts, long tokens)
    {
        var embedder = Embedder(choice, library);
        await using (embedder.ConfigureAwait(false))
        {
            var clock = Stopwatch.StartNew();
            await embedder.EmbedQueryAsync(Question, CancellationToken.None).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"process start to first vector",-34}{clock.Elapsed.TotalSeconds:F2} s"));
            await embedder.EmbedDocumentsAsync([texts[^1]], static (_, _, _) => { }, CancellationToken.None).ConfigureAwait(false);
            using var model = LlamaModel.Load(library, choice.Path, new LlamaModelOptions(), null, CancellationToken.None);
            using var context = new LlamaContext(
                model, new LlamaContextOptions(GgufEmbedder.WindowOf(choice), 64, GgufEmbedder.BulkThreads, (LlamaPooling)choice.Pooling));
            List<double> bare = [], worker = [], whole = [], ratios = [];
            for (var round = 0; round < Rounds; round++)
            {
                bare.Add(tokens / Time(() => Bare(context, batches, choice.Dimensions)));
                worker.Add(tokens / await TimeAsync(() => ThroughWorkerAsync(embedder.Worker, batches)).ConfigureAwait(false));
                whole.Add(tokens / await TimeAsync(() => embedder.EmbedDocumentsAsync(texts, static (_, _, _) => { }, CancellationToken.None)).ConfigureAwait(false));
                ratios.Add(100 * whole[^1] / bare[^1]);
            }

            WholeRun.Figure("bare library", bare, "tokens/s");
            WholeRun.Figure("through the worker process", worker, "tokens/s");
            WholeRun.Figure("the whole embedder", whole, "tokens/s");
            WholeRun.Figure("whole embedder of bare library", ratios, "%");
            await LatencyAsync(embedder, texts).ConfigureAwait(false);
        }
    }

    private static async Task LatencyAsync(GgufEmbedder embedder, IReadOnlyList<string> texts)
    {
        await QueriesAsync(embedder, "a question, nothing else to do").ConfigureAwait(false);
        using var stop = new CancellationTokenSource();
        var busy = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await embedder.EmbedDocumentsAsync(texts, static (_, _, _) => { }, stop.Token).ConfigureAwait(false);
        });
        await QueriesAsync(embedder, "a question while batches run").ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await busy.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task QueriesAsync(GgufEmbedder embedder, string name)
    {
        var times = new List<double>();
        for (var i = 0; i < Queries; i++)
        {
            times.Add(1_000 * await TimeAsync(() => embedder.EmbedQueryAsync(string.Create(CultureInfo.InvariantCulture, $"{Question} {i}"), CancellationToken.None)).ConfigureAwait(false));
        }

        WholeRun.Figure(name, times, "ms");
    }

    private static async Task MemoryAsync(ModelChoice choice)
    {
        foreach (var repack in (bool[])[true, false])
        {
            var worker = new EmbeddingWorker(Model(choice, repack), Runtimes(), Launch, static _ => { }, TimeProvider.System);
            await using (worker.ConfigureAwait(false))
            {
                var free = Available();
                await worker.EmbedAsync([new int[] { 1, 2, 3 }], WorkerLane.Bulk, CancellationToken.None).ConfigureAwait(false);
                await worker.EmbedAsync([new int[] { 1, 2, 3 }], WorkerLane.Query, CancellationToken.None).ConfigureAwait(false);
                var (resident, taken) = (worker.ResidentBytes, free - Available());
                await worker.EndAsync().ConfigureAwait(false);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(repack ? "worker, repacked" : "worker, not repacked"),-34}{resident / 1e6:F0} MB resident; the machine had {taken / 1e6:F0} MB less, and {(free - Available()) / 1e6:F0} MB less after it was ended"));
            }
        }
    }

    private static void Bare(LlamaContext context, IReadOnlyList<IReadOnlyList<PackedWindow>> batches, int dimensions)
    {
        foreach (var batch in batches) context.Embed([.. batch.Select(window => window.Tokens)], new float[batch.Count * dimensions], CancellationToken.None);
    }

    private static async Task ThroughWorkerAsync(EmbeddingWorker worker, IReadOnlyList<IReadOnlyList<PackedWindow>> batches)
    {
        Task before = Task.CompletedTask;
        foreach (var batch in batches)
        {
            var next = worker.EmbedAsync([.. batch.Select(window => window.Tokens)], WorkerLane.Bulk, CancellationToken.None);
            await before.ConfigureAwait(false);
            before = next;
        }

        await before.ConfigureAwait(false);
    }

    /// <summary>As many chunks of this repository's C# as the bare library computes in about so many seconds.</summary>
    private static IReadOnlyList<IReadOnlyList<PackedWindow>> Batches(
        ModelChoice choice, ModelTokenizer tokenizer, LlamaLibrary library, int seconds, out IReadOnlyList<string> texts)
    {
        var all = Chunks().Take(400).ToList();
        var tokenised = all.ConvertAll(text => tokenizer.Tokenise(choice.DocumentPrefix, text, GgufEmbedder.WindowOf(choice)));
        double rate;
        using (var model = LlamaModel.Load(library, choice.Path, new LlamaModelOptions(), null, CancellationToken.None))
        using (var context = new LlamaContext(model, new LlamaContextOptions(GgufEmbedder.WindowOf(choice), 1, GgufEmbedder.BulkThreads, (LlamaPooling)choice.Pooling)))
        {
            var probe = tokenised.First(text => text.Windows.Count == 1).Windows[0];
            var vector = new float[choice.Dimensions];
            context.Embed([probe[..Math.Min(8, probe.Length)]], vector, CancellationToken.None);
            rate = probe.Length / Time(() => context.Embed([probe], vector, CancellationToken.None));
        }

        var (count, tokens) = (0, 0L);
        while (count < all.Count && (tokens < rate * seconds || count < 4)) tokens += tokenised[count++].Tokens;
        texts = all.GetRange(0, count);
        return TokenBatches.Pack(tokenised.GetRange(0, count), 512, 64);
    }

    private static IEnumerable<string> Chunks()
    {
        using var chunker = new CodeChunker();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(WholeRun.RepositoryRoot, "server", "SemanticSearch.Engine", "Search"), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var text = File.ReadAllText(path);
            foreach (var chunk in chunker.Chunk(path, text, CancellationToken.None).Chunks)
            {
                yield return EmbeddedText.Compose(chunk.Scope, chunk.Signature, text.AsSpan(chunk.Start, chunk.Length));
            }
        }
    }

    private static async Task<ModelChoice> ChoiceOfAsync(string path)
    {
        var file = EmbeddingModelFile.Inspect(path);
        await using var stream = File.OpenRead(path);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream).ConfigureAwait(false));
        return new ModelChoice(
            Path.GetFileNameWithoutExtension(path), path, file.FileSize, hash, file.Architecture, file.Dimensions, file.Dimensions, file.Pooling ?? PoolingKind.Mean,
            file.ContextLength, "search_query: ", "search_document: ");
    }

    private static GgufEmbedder Embedder(ModelChoice choice, LlamaLibrary library)
        => new(
            choice, ModelTokenizer.Open(library, choice.Path, CancellationToken.None),
            new EmbeddingWorker(Model(choice, repack: true), Runtimes(), Launch, static _ => { }, TimeProvider.System), TimeProvider.System);

    private static WorkerModel Model(ModelChoice choice, bool repack) => new(
        choice.Path, (LlamaPooling)choice.Pooling, choice.Dimensions, GgufEmbedder.WindowOf(choice), 64, GgufEmbedder.BulkThreads, GgufEmbedder.QueryWindowOf(choice),
        GgufEmbedder.QueryThreadsOf(choice), repack);

    private static WorkerLaunch Launch { get; } = new(WholeRun.Executable, ["embed-worker"]);

    private static IReadOnlyList<WorkerRuntime> Runtimes() => [new(Path.GetFileName(LlamaFolder()), LlamaFolder())];

    private static string LlamaFolder() => LlamaRuntimes.Candidates(ComputeDevice.Auto, [Path.Combine(AppContext.BaseDirectory, LlamaRuntimes.FolderName)]).Runtimes[^1].Folder;

    /// <summary>Bytes that the machine can still give.</summary>
    private static long Available() => SemanticSearch.Engine.Memory.MemoryReader.Read().Available;

    private static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }

    private static async Task<double> TimeAsync(Func<Task> action)
    {
        var clock = Stopwatch.StartNew();
        await action().ConfigureAwait(false);
        return clock.Elapsed.TotalSeconds;
    }
}
