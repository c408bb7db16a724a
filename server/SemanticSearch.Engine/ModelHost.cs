using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine;

/// <summary>What GGUF models are run with.</summary>
/// <param name="Resolve">Finds a model by its id or path for a folder's full path.</param>
/// <param name="Runtimes">Builds of llama.cpp in the order in which they are tried; one for the CPU stands last.</param>
/// <param name="Launch">How a worker process is started.</param>
/// <param name="Log">Told what the workers log, from any thread.</param>
public sealed record ModelHostOptions(
    Func<string, string, CancellationToken, Task<ModelChoice>> Resolve, IReadOnlyList<WorkerRuntime> Runtimes, WorkerLaunch Launch, Action<string> Log, TimeProvider Time);

/// <summary>The GGUF models that are open in this process. Folders that use the same model share it, and its one worker process.</summary>
public sealed class ModelHost(ModelHostOptions options) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedEmbedder> _open = new(StringComparer.Ordinal);

    /// <summary>A model that is open now; there is one for each fingerprint.</summary>
    public IReadOnlyList<GgufEmbedder> Open
    {
        get
        {
            lock (_gate) return [.. _open.Values.Select(shared => shared.Embedder)];
        }
    }

    /// <param name="model">Id of a known model, or the path of a file.</param>
    /// <param name="folder">Full path of the folder that it is for.</param>
    /// <exception cref="FileNotFoundException">It is not here; the message says how to get it.</exception>
    /// <exception cref="ModelFormatException">The file is not what it should be.</exception>
    /// <exception cref="LlamaException">llama.cpp is missing, or refuses the file.</exception>
    internal async Task<SharedEmbedder> OpenAsync(string model, string folder, CancellationToken cancellation)
    {
        var choice = await options.Resolve(model, folder, cancellation).ConfigureAwait(false);
        var fingerprint = GgufEmbedder.FingerprintOf(choice);
        lock (_gate)
        {
            if (_open.TryGetValue(fingerprint, out var known)) return known.Take();
        }

        var opened = Load(choice, cancellation);
        lock (_gate)
        {
            if (!_open.TryGetValue(fingerprint, out var known)) return _open[fingerprint] = new SharedEmbedder(opened, Forget);
            _ = opened.DisposeAsync();
            return known.Take();
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<SharedEmbedder> left;
        lock (_gate)
        {
            left = [.. _open.Values];
            _open.Clear();
        }

        foreach (var shared in left) await shared.Embedder.DisposeAsync().ConfigureAwait(false);
    }

    private GgufEmbedder Load(ModelChoice choice, CancellationToken cancellation)
    {
        // Only what the check lets through comes near llama.cpp, which ends the process over much else.
        EmbeddingModelFile.Inspect(choice.Path);
        var tokenizer = ModelTokenizer.Open(LlamaLibrary.Load(options.Runtimes[^1].Folder), choice.Path, cancellation);
        var worker = new EmbeddingWorker(
            new WorkerModel(
                choice.Path, (LlamaPooling)choice.Pooling, choice.Dimensions, GgufEmbedder.WindowOf(choice), GgufEmbedder.MaximumSequences, GgufEmbedder.BulkThreads,
                GgufEmbedder.QueryWindowOf(choice), GgufEmbedder.QueryThreadsOf(choice)),
            options.Runtimes, options.Launch, options.Log, options.Time);
        return new GgufEmbedder(choice, tokenizer, worker, options.Time);
    }

    private ValueTask Forget(SharedEmbedder shared)
    {
        lock (_gate)
        {
            if (_open.GetValueOrDefault(shared.Embedder.Fingerprint) == shared) _open.Remove(shared.Embedder.Fingerprint);
        }

        return shared.Embedder.DisposeAsync();
    }
}

/// <summary>One user's share in a model; the last one to let go closes it.</summary>
internal sealed class SharedEmbedder(GgufEmbedder embedder, Func<SharedEmbedder, ValueTask> forget) : IAsyncDisposable
{
    private int _users = 1;

    public GgufEmbedder Embedder => embedder;

    public SharedEmbedder Take()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    public ValueTask DisposeAsync() => Interlocked.Decrement(ref _users) == 0 ? forget(this) : ValueTask.CompletedTask;
}
