using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Models;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine;

/// <summary>What GGUF models are run with, as the executable knows it.</summary>
/// <param name="Home">The data directory.</param>
/// <param name="Launch">How a worker process is started.</param>
/// <param name="Device">auto, cpu, cuda, vulkan or metal; anything else counts as auto.</param>
/// <param name="Log">Told what the workers log, from any thread.</param>
public sealed record ModelHostSettings(string Home, WorkerLaunch Launch, string? Device, Action<string> Log, TimeProvider Time);

/// <summary>The same, with everything found.</summary>
/// <param name="Resolve">Finds a model by its id or path for a folder's full path.</param>
/// <param name="Runtimes">Builds of llama.cpp in the order in which they are tried; one for the CPU stands last.</param>
/// <param name="ReadMemory">How much memory this process and its workers may still take.</param>
internal sealed record ModelHostOptions(
    Func<string, string, CancellationToken, Task<ModelChoice>> Resolve, IReadOnlyList<WorkerRuntime> Runtimes, WorkerLaunch Launch, Action<string> Log, TimeProvider Time,
    Func<MemoryReading> ReadMemory);

/// <summary>
/// The GGUF models that are open in this process. Folders that use the same model share it, and its one worker process. While any is open, memory is watched:
/// the workers make do with less, end, and come back as it allows.
/// </summary>
public sealed class ModelHost : IAsyncDisposable
{
    /// <summary>A worker that is not loaded yet takes about its file, and this much to compute with.</summary>
    private const long ComputingBytes = 200_000_000;

    /// <summary>A model that nobody has asked for so long gives its memory back; loading it again takes a fraction of a second, or some for the largest.</summary>
    private static readonly TimeSpan IdleBeforeEnd = TimeSpan.FromMinutes(5);

    private readonly ModelHostOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SharedEmbedder> _open = new(StringComparer.Ordinal);
    private readonly MemoryGuard _guard = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly IDisposable _meter;
    private Task? _watching;

    internal ModelHost(ModelHostOptions options)
    {
        _options = options;
        _guard.LevelChanged += Follow;
        _meter = Meters.ObserveWorkers(() => Open.Select(embedder => embedder.Worker.ProcessId).OfType<int>());
    }

    /// <summary>Raised from a thread of its own, with a sentence for the user.</summary>
    public event Action<MemoryChange>? MemoryChanged;

    public MemoryLevel MemoryLevel => _guard.Level;

    /// <returns>Null where llama.cpp is not installed: the bundled model is the only one then.</returns>
    public static ModelHost? Create(ModelHostSettings settings)
    {
        var device = Enum.TryParse<ComputeDevice>(settings.Device, ignoreCase: true, out var wanted) ? wanted : ComputeDevice.Auto;
        var candidates = LlamaRuntimes.Candidates(device, [.. ((string[])[AppContext.BaseDirectory, settings.Home]).Select(folder => Path.Combine(folder, LlamaRuntimes.FolderName))]);
        if (candidates.Runtimes.Count == 0) return null;
        // The list of models is read when one is wanted: most runs want none.
        var models = new Lazy<ModelStore>(() => ModelStore.Shipped(settings.Home));
        return new ModelHost(new ModelHostOptions(
            (model, folder, cancellation) => models.Value.ResolveAsync(model, folder, null, cancellation), [.. candidates.Runtimes.Select(runtime => new WorkerRuntime(runtime.Device.ToString().ToLowerInvariant(), runtime.Folder))],
            settings.Launch, settings.Log, settings.Time, MemoryReader.Read))
        {
            LeftOut = candidates.LeftOut,
        };
    }

    /// <summary>Why a device that was wished for is not used: a sentence each.</summary>
    public IReadOnlyList<string> LeftOut { get; private init; } = [];

    /// <summary>What models are tried on, in this order: "cuda", "cpu".</summary>
    public IEnumerable<string> Devices => _options.Runtimes.Select(runtime => runtime.Name);

    /// <summary>A model that is open now; there is one for each fingerprint.</summary>
    internal IReadOnlyList<GgufEmbedder> Open
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
        var choice = await _options.Resolve(model, folder, cancellation).ConfigureAwait(false);
        var fingerprint = GgufEmbedder.FingerprintOf(choice);
        lock (_gate)
        {
            if (_open.TryGetValue(fingerprint, out var known)) return known.TakeAgain();
        }

        var opened = Load(choice, cancellation);
        lock (_gate)
        {
            if (!_open.TryGetValue(fingerprint, out var known))
            {
                if (_guard.Level == MemoryLevel.Evict) _ = opened.Worker.SuspendAsync(NoRoom);
                _watching ??= Task.Run(() => WatchAsync(_closing.Token), CancellationToken.None);
                return _open[fingerprint] = new SharedEmbedder(opened, Release);
            }

            _ = opened.DisposeAsync();
            return known.TakeAgain();
        }
    }

    /// <summary>Ends when there is room for the models again; at once when there is.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellation)
    {
        var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(MemoryChange change)
        {
            if (change.Level != MemoryLevel.Evict) room.TrySetResult();
        }

        MemoryChanged += Look;
        try
        {
            if (_guard.Level == MemoryLevel.Evict) await room.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            MemoryChanged -= Look;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_watching is { } watching) await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        List<SharedEmbedder> left;
        lock (_gate)
        {
            left = [.. _open.Values];
            _open.Clear();
        }

        foreach (var shared in left) await shared.Embedder.DisposeAsync().ConfigureAwait(false);
    }

    private const string NoRoom = "memory is short; the model is loaded when there is room for it";

    private async Task WatchAsync(CancellationToken closing)
        => await _guard.WatchAsync(
            () =>
            {
                EndIdle();
                _guard.Need = Open.Sum(embedder => Math.Max(embedder.Worker.ResidentBytes, embedder.Choice.Size + ComputingBytes));
                return _options.ReadMemory();
            },
            _options.Time, closing).ConfigureAwait(false);

    private void EndIdle()
    {
        // A batch of a large model may take longer than that.
        foreach (var embedder in Open.Where(embedder => embedder.Worker is { State.Phase: WorkerPhase.Ready, BatchesInHand: 0 } && embedder.Idle > IdleBeforeEnd))
        {
            _ = embedder.Worker.EndAsync();
        }
    }

    private void Follow(MemoryChange change)
    {
        foreach (var embedder in Open)
        {
            // Neither ends in an exception; what they wait for is the end of a process that is ended.
            if (change.Level == MemoryLevel.Evict) _ = embedder.Worker.SuspendAsync(change.Reason);
            else
            {
                _ = embedder.ShrinkAsync(change.Level == MemoryLevel.Shrink);
                if (embedder.Worker.State.Phase == WorkerPhase.Suspended) embedder.Worker.Resume();
            }
        }

        MemoryChanged?.Invoke(change);
    }

    private GgufEmbedder Load(ModelChoice choice, CancellationToken cancellation)
    {
        // Only what the check lets through comes near llama.cpp, which ends the process over much else.
        EmbeddingModelFile.Inspect(choice.Path);
        var tokenizer = ModelTokenizer.Open(LlamaLibrary.Load(_options.Runtimes[^1].Folder), choice.Path, cancellation);
        var worker = new EmbeddingWorker(
            new WorkerModel(
                choice.Path, (LlamaPooling)choice.Pooling, choice.Dimensions, GgufEmbedder.WindowOf(choice), GgufEmbedder.MaximumSequences, GgufEmbedder.BulkThreads,
                GgufEmbedder.QueryWindowOf(choice), GgufEmbedder.QueryThreadsOf(choice)),
            _options.Runtimes, _options.Launch, _options.Log, _options.Time);
        return new GgufEmbedder(choice, tokenizer, worker, _options.Time);
    }

    private ValueTask Release(SharedEmbedder shared)
    {
        // Counted under the same lock that hands it out: nobody is given a model that is just being closed.
        lock (_gate)
        {
            if (!shared.LetGo()) return ValueTask.CompletedTask;
            if (_open.GetValueOrDefault(shared.Embedder.Fingerprint) == shared) _open.Remove(shared.Embedder.Fingerprint);
        }

        return shared.Embedder.DisposeAsync();
    }
}
