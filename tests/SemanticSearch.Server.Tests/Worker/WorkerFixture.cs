using System.Collections.Concurrent;
using System.Diagnostics;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Llama;
using SemanticSearch.Llama.Tests;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Worker;

/// <summary>A tiny model in a folder of its own, and real workers, which are this test run's semsearch.</summary>
internal sealed class WorkerFixture : IAsyncDisposable
{
    /// <summary>Tokens of the longest text.</summary>
    public const int BatchTokens = 2_048;

    /// <summary>Generous, and only there so that what hangs fails its test instead of the whole run.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static readonly WorkerRuntime Cpu = new(WorkerRuntime.Cpu, TestLlama.Folder);

    public static readonly WorkerLaunch Launch =
        new(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "semsearch.exe" : "semsearch"), ["embed-worker"]);

    /// <summary>So deep that a full batch takes seconds, and small as a file.</summary>
    public static readonly TinyModelOptions Slow = new(Layers: 96, ContextLength: BatchTokens);

    private readonly TemporaryFolder _folder = new();
    private readonly List<EmbeddingWorker> _workers = [];

    public WorkerFixture()
        : this(new TinyModelOptions(ContextLength: BatchTokens))
    {
    }

    public WorkerFixture(TinyModelOptions options)
        : this(TinyModel.Build(options), (LlamaPooling)options.Pooling)
    {
    }

    public WorkerFixture(TinyModel tiny, LlamaPooling pooling = LlamaPooling.Mean)
    {
        var path = tiny.Write(_folder.FullPath("tiny model.gguf"));
        Model = new WorkerModel(
            path, pooling, Dimensions: 64, BatchTokens, Sequences: 16, BulkThreads: 1, QueryTokens: BatchTokens / 4, QueryThreads: 1);
    }

    public WorkerModel Model { get; }

    public ConcurrentQueue<string> Log { get; } = [];

    public EmbeddingWorker Start(TimeProvider? time = null, WorkerLaunch? launch = null, params WorkerRuntime[] runtimes)
    {
        var worker = new EmbeddingWorker(Model, runtimes is [] ? [Cpu] : runtimes, launch ?? Launch, Log.Enqueue, time ?? TimeProvider.System);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Token ids that the model has, different for each seed.</summary>
    public static ReadOnlyMemory<int> Text(int tokens, int seed = 1)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, tokens).Select(_ => random.Next(5, 40)).ToArray();
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<bool> holds, string what)
    {
        for (var waited = Stopwatch.StartNew(); !holds(); await Task.Yield())
        {
            Assert.True(waited.Elapsed < Patience, $"In vain waited for: {what}");
            Thread.Sleep(1);
        }
    }

    public static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static void Kill(int processId)
    {
        using var process = Process.GetProcessById(processId);
        process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers) await worker.DisposeAsync();
        _folder.Dispose();
    }
}
