using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Indexing;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Llama;
using SemanticSearch.TreeSitter;

namespace SemanticSearch.Engine;

/// <summary>
/// A folder and its index: the one thing that the command line and the protocols see of the engine. Safe to use from several threads;
/// searches take turns, and do not wait for indexing.
/// </summary>
public sealed class WorkspaceIndex : IAsyncDisposable
{
    /// <summary>Events that a slow reader of <see cref="WatchAsync"/> may leave lying; the oldest are dropped beyond.</summary>
    private const int WatchEvents = 256;

    /// <summary>How long a question that nobody waits for any more may occupy the model.</summary>
    private static readonly TimeSpan LongestRefining = TimeSpan.FromMinutes(1);

    private readonly string _root;
    private readonly string _indexFile;
    private readonly ScanOptions _scan = ScanOptions.Default;
    private readonly ITextEmbedder? _embedder;
    private readonly string _stepReason;
    private readonly WorkspaceOptions _options;
    private readonly Lock _searching = new();
    private readonly Lazy<CodeChunker> _chunker = new(() => new CodeChunker());
    private readonly FileOutline _outline = new();
    private readonly ChosenModel _chosen;
    private readonly GenerationKeeper _generations;
    private readonly EmbeddingMemory _memory;

    /// <summary>By relative path. Case counts, as in the index: the editor gives the path's own spelling.</summary>
    private readonly ConcurrentDictionary<string, string> _unsaved = new(StringComparer.Ordinal);
    private AnsweringEngine? _foundation, _answering;
    private CancellationTokenSource? _refining;

    private WorkspaceIndex(WorkspaceOptions options, string root, string indexFile, ITextEmbedder? embedder, string stepReason)
    {
        (_options, _root, _indexFile, _embedder, _stepReason) = (options, root, indexFile, embedder, stepReason);
        _memory = options.EmbeddingMemory ?? new EmbeddingMemory(EmbeddingMemory.DefaultBudget);
        _chosen = new ChosenModel(root, indexFile, options.Models);
        _generations = new GenerationKeeper(OpenBuilderAsync);
        Keeper = new IndexKeeper(_root, OpenIndexer, failure => Explain(failure) ?? failure, SetAside, _generations);
    }

    /// <exception cref="WorkspaceException">The folder is not there.</exception>
    public static WorkspaceIndex Open(WorkspaceOptions options)
    {
        if (!Directory.Exists(options.Folder))
        {
            throw new WorkspaceException($"There is no folder {options.Folder}. Name one that exists with --path.");
        }
        var root = IndexLocation.RealPath(options.Folder);
        var indexFile = options.IndexFile is { } chosen ? Path.GetFullPath(chosen) : IndexLocation.For(root, options.Home);
        try
        {
            return new WorkspaceIndex(options, root, indexFile, StaticEmbedder.OpenBundled(), "the bundled model is loaded");
        }
        catch (Exception failure) when (failure is ModelFormatException or FileNotFoundException)
        {
            // Search goes on a step lower, and says why.
            return new WorkspaceIndex(options, root, indexFile, null, failure.Message);
        }
    }

    /// <summary>Reads and chunks one file as indexing does, and keeps nothing of it. To be run in a process that may die.</summary>
    public static void Probe(string folder, string path)
    {
        var source = SourceReader.Read(Path.Combine(folder, path), path, ScanOptions.Default);
        using var chunker = new CodeChunker();
        chunker.Chunk(path, source.Text, CancellationToken.None);
    }

    /// <summary>A file's text, decoded as indexing decodes it, so that a place in it means the same to both.</summary>
    /// <returns>Null for a file that indexing would not take: binary, too large, generated.</returns>
    public static string? ReadText(string fullPath)
    {
        var source = SourceReader.Read(fullPath, Path.GetFileName(fullPath), ScanOptions.Default);
        return source.Skip is null ? source.Text : null;
    }

    /// <summary>Whether there is something to search in already.</summary>
    public bool HasIndex
    {
        get
        {
            using var database = InWords(() => IndexDatabase.OpenForReading(_indexFile));
            return database is not null && Tables.LastJob(database) is not null;
        }
    }

    /// <summary>Files that are indexed, and files that a run under way or interrupted has still to do.</summary>
    public (int Indexed, int Pending) Counts
    {
        get
        {
            using var database = InWords(() => IndexDatabase.OpenForReading(_indexFile));
            return database is null ? (0, 0) : ((int)database.Number("SELECT count(*) FROM files WHERE state = 'indexed'"), WorkspaceReport.Pending(database));
        }
    }

    /// <summary>Why answers come from words only; null while they come from meaning too.</summary>
    public string? WordsOnlyBecause => _embedder is null ? _stepReason : null;

    private string Step => _embedder?.Id ?? SearchEngine.LexicalStep;

    /// <summary>Brings the index up to date with the folder. Cancelled, it keeps what it has and a later call goes on.</summary>
    /// <param name="rebuild">Read every file again; embeddings that are known are still not computed twice.</param>
    /// <exception cref="IndexBusyException">Another process writes this index.</exception>
    /// <exception cref="WorkspaceException">The index cannot be written.</exception>
    public Task<IndexReport> IndexAsync(bool rebuild, IProgress<IndexProgress>? progress, CancellationToken cancellation)
    {
        var setAside = new List<string>();
        return Guarded(async () =>
        {
            try
            {
                return await RunAsync().ConfigureAwait(false);
            }
            catch (SqliteException failure) when (IndexDatabase.IsDamage(failure))
            {
                // Damage that shows only on the way: the file is set aside, and the run begins anew with an empty one.
                SetAside(setAside.Add, failure);
                return await RunAsync().ConfigureAwait(false);
            }

            async Task<IndexReport> RunAsync()
            {
                using var indexer = OpenIndexer(rebuild);
                var report = await indexer.RunAsync(progress, cancellation).ConfigureAwait(false);
                return report with { Warnings = [.. setAside, .. report.Warnings] };
            }
        });
    }

    /// <summary>Computes the chosen model's vectors that are missing, to the end. To be called after <see cref="IndexAsync"/>.</summary>
    /// <returns>Null when no model is chosen.</returns>
    /// <exception cref="IndexBusyException">Another process writes this index, and sees to it.</exception>
    /// <exception cref="WorkspaceException">The model cannot be used, or the index not be written; what is done is kept.</exception>
    public Task<GenerationReport?> EmbedAsync(IProgress<GenerationProgress>? progress, CancellationToken cancellation) => Guarded(async () =>
    {
        using var lease = WriteLease.Take(_indexFile);
        return await OpenBuilderAsync(cancellation).ConfigureAwait(false) is { } builder ? await builder.RunAsync(progress, cancellation).ConfigureAwait(false) : null;
    });

    /// <summary>Tries a model on a sample of this folder's code, which takes some seconds, and says what it would cost. Nothing is changed.</summary>
    /// <param name="model">Id of a known model, or the path of a file.</param>
    /// <exception cref="WorkspaceException">The model cannot be used, or nothing is indexed yet.</exception>
    public Task<ModelEstimate> EstimateAsync(string model, CancellationToken cancellation) => Guarded(async () =>
    {
        if (_options.Models is not { } host) throw new WorkspaceException("llama.cpp is not installed beside this semsearch, so the bundled model is the only one. Install it again.");
        using var database = IndexDatabase.OpenForReading(_indexFile)
            ?? throw new WorkspaceException($"{_root} is not indexed yet, so there is nothing to try a model on. Run `semsearch index` first.");
        await using var shared = await host.OpenAsync(model, _root, cancellation).ConfigureAwait(false);
        var embedder = shared.Embedder;
        var generation = Generations.All(database.Connection).FirstOrDefault(known => known.Fingerprint == embedder.Fingerprint);
        using var cache = generation is null ? null : new EmbeddingCache(database, generation, _memory);
        var halves = new Half[embedder.Dimensions];
        return await ModelTrial.RunAsync(embedder, database, _root, _scan, hash => cache?.Find(hash, halves) is EmbeddingCache.Found.Vector or EmbeddingCache.Found.Refusal, cancellation)
            .ConfigureAwait(false);
    });

    /// <exception cref="ArgumentException">The query or the limit is out of bounds.</exception>
    /// <exception cref="WorkspaceException">The index cannot be read.</exception>
    public async Task<SearchAnswer> SearchAsync(SearchRequest request, CancellationToken cancellation)
    {
        if (request.Query.Length is 0 or > SearchRequest.MaximumQueryLength)
        {
            throw new ArgumentException($"A query has 1 to {SearchRequest.MaximumQueryLength} characters; this one has {request.Query.Length}.");
        }
        CheckLimit(request.Limit);
        var prepared = request.Mode == SearchMode.Lexical
            ? Prepared.Nothing
            : await PrepareAsync(request.Query, TextRole.Query, request.Patience, cancellation).ConfigureAwait(false);
        return WithEngine(prepared, engine => engine.Search(request, cancellation));
    }

    /// <summary>Code like a text or a place, the place itself left out.</summary>
    /// <exception cref="ArgumentException">There is no text, or the limit is out of bounds.</exception>
    public async Task<SearchAnswer> SimilarAsync(SimilarRequest request, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Text)) throw new ArgumentException("There is no text to compare with: choose lines that hold code.");
        CheckLimit(request.Limit);
        var embedded = WithEngine(engine => engine.EmbeddedTextOf(request), request.Text);
        var prepared = await PrepareAsync(embedded, TextRole.Document, request.Patience, cancellation).ConfigureAwait(false);
        return WithEngine(prepared, engine => engine.Similar(request, cancellation));
    }

    /// <summary>Chooses the model that this folder is searched with; the bundled one alone for null. Takes effect at once, in every process.</summary>
    /// <exception cref="WorkspaceException">The choice cannot be written.</exception>
    public void Choose(string? model)
    {
        new ModelSetting(model).Save(_indexFile);
        _chosen.Reload();
        Keeper.ModelChanged();
    }

    /// <summary>The model that was chosen; null for the bundled one alone.</summary>
    /// <exception cref="WorkspaceException">The choice cannot be read.</exception>
    public string? ChosenModel => _chosen.Setting.Model;

    public WorkspaceStatus Status()
    {
        var status = InWords(() => WorkspaceReport.Status(_root, _indexFile, Step, _stepReason));
        if (_embedder is null || _chosen.Setting.Model is not { } chosen || !status.Exists) return status;
        var failure = _chosen.Failure ?? (_generations.State is { Phase: ChosenModelPhase.Unavailable } unavailable ? unavailable.Reason : null);
        if (failure is null && WithReader(Generations.Active) is { } active && active.Fingerprint != _embedder.Fingerprint)
        {
            return status with { Step = active.Model, StepReason = "it was chosen, and has read all of the code" };
        }
        var building = status.Generations.FirstOrDefault(generation => generation.State == Generations.Building);
        return status with
        {
            StepReason = failure is not null ? failure
                : building is not null ? string.Create(CultureInfo.InvariantCulture, $"{chosen} has read {building.Chunks:N0} of {status.Chunks:N0} chunks so far")
                : $"{chosen} was chosen, and has not begun to read the code yet",
        };
    }

    /// <summary>Explains a file: indexed, or why not.</summary>
    /// <param name="path">Relative to the folder, or absolute.</param>
    public FileExplanation Why(string path)
    {
        var full = Path.GetFullPath(path, _root);
        var relative = Path.GetRelativePath(_root, full).Replace(Path.DirectorySeparatorChar, '/');
        if (Path.IsPathRooted(relative) || relative == ".." || relative.StartsWith("../", StringComparison.Ordinal))
        {
            return new FileExplanation(path, "outside", "", $"It lies outside the folder {_root}.", null, 0, null, []);
        }
        ScanEntry? now = Path.Exists(full) ? new FolderScanner(_root, _scan).Explain(relative) : null;
        return InWords(() => WorkspaceReport.Why(_root, _indexFile, relative, now));
    }

    /// <summary>Checks what the product stands on, part by part.</summary>
    public IReadOnlyList<Diagnosis> Diagnose(CancellationToken cancellation)
        => WorkspaceDoctor.Examine(_root, _indexFile, _embedder, _stepReason, cancellation);

    /// <summary>What keeps the index up to date, once it is told to run. Searches queue the files that they find changed.</summary>
    public IndexKeeper Keeper { get; }

    /// <summary>Indexes the folder, then follows its changes until cancelled. Takes the write lease over when another writer is gone.</summary>
    public async IAsyncEnumerable<WatchEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var events = Channel.CreateBounded<WatchEvent>(new BoundedChannelOptions(WatchEvents) { FullMode = BoundedChannelFullMode.DropOldest });
        void Pass(WatchEvent happened) => events.Writer.TryWrite(happened);
        Keeper.Happened += Pass;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var keeping = CompleteAsync(Task.Run(() => Keeper.RunAsync(stop.Token), CancellationToken.None), events.Writer);
        try
        {
            await foreach (var happened in events.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) yield return happened;
        }
        finally
        {
            Keeper.Happened -= Pass;
            await stop.CancelAsync().ConfigureAwait(false);
            await keeping.ConfigureAwait(false);
        }
    }

    /// <summary>An editor's unsaved text of a file: until it is taken back with null, hits are checked against it in place of the file.</summary>
    /// <param name="path">Relative, forward slashes.</param>
    public void SetUnsavedText(string path, string? text)
    {
        if (text is null) _unsaved.TryRemove(path, out _);
        else _unsaved[path] = text;
    }

    /// <summary>A file's text as a search sees it: unsaved text first.</summary>
    /// <param name="path">Relative, forward slashes.</param>
    /// <returns>Null for a file that is not there, or that indexing would not take.</returns>
    public string? CurrentText(string path)
    {
        if (_unsaved.TryGetValue(path, out var text)) return text;
        var full = Path.Combine(_root, path);
        return File.Exists(full) ? ReadText(full) : null;
    }

    /// <summary>The definition whose name stands at a position of a file's current text.</summary>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 0, in UTF-16 code units.</param>
    public DefinitionPlace? DefinitionAt(string path, int line, int column, CancellationToken cancellation)
        => CurrentText(path) is { } text ? _outline.DefinitionAt(path, text, line, column, cancellation) : null;

    public async ValueTask DisposeAsync()
    {
        await _generations.DisposeAsync().ConfigureAwait(false);
        lock (_searching)
        {
            CloseEngines();
            if (_chunker.IsValueCreated) _chunker.Value.Dispose();
        }
        _outline.Dispose();
        await _chosen.DisposeAsync().ConfigureAwait(false);
    }

    private ChunkedFile Chunk(string path, string text) => _chunker.Value.Chunk(path, text, CancellationToken.None);

    private enum TextRole
    {
        Query,
        Document,
    }

    /// <summary>What a search can be answered with.</summary>
    /// <param name="Model">The chosen model, which has the text's vector ready; null for the step below.</param>
    /// <param name="Reason">Why it is the step below; empty when no model is chosen.</param>
    /// <param name="BetterSoon">Whether the same search will be answered by the chosen model in a moment.</param>
    private sealed record Prepared(GgufEmbedder? Model, string Reason, bool BetterSoon, string Text = "", TextRole Role = TextRole.Query, float[]? Vector = null)
    {
        public static Prepared Nothing { get; } = new(null, "", false);
    }

    /// <summary>Has the chosen model embed a text before a search takes its turn, so that no other search waits for a model.</summary>
    private async Task<Prepared> PrepareAsync(string text, TextRole role, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            if (_chosen.Setting.Model is null) return Prepared.Nothing;
            var opening = _chosen.OpenAsync(cancellation);
            if (!opening.IsCompleted && patience != Timeout.InfiniteTimeSpan && !await EndsWithinAsync(opening, patience).ConfigureAwait(false))
            {
                return new Prepared(null, $"{_chosen.Setting.Model} is being opened", BetterSoon: true);
            }
            if (await opening.ConfigureAwait(false) is not { } model) return Prepared.Nothing;
            if (WithReader(Generations.Active)?.Fingerprint != model.Fingerprint) return new Prepared(null, NotYet(model), BetterSoon: false);
            var recent = role == TextRole.Query ? _chosen.Queries : _chosen.Texts;
            if (recent.TryGet(text, out var known)) return new Prepared(model, "", false, text, role, known);
            var refining = StartRefining();
            var computing = EmbedAsync(model, recent, text, role, refining.Token);
            await using (cancellation.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), refining).ConfigureAwait(false))
            {
                if (!await EndsWithinAsync(computing, patience).ConfigureAwait(false)) return new Prepared(null, $"{model.Choice.Id} is still reading the question", BetterSoon: true);
            }
            cancellation.ThrowIfCancellationRequested();
            return new Prepared(model, "", false, text, role, await computing.ConfigureAwait(false));
        }
        catch (Exception failure) when (failure is WorkspaceException or WorkerUnavailableException or WorkerDiedException or EmbeddingRefusedException or LlamaException or ObjectDisposedException)
        {
            return new Prepared(null, failure.Message, BetterSoon: false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Prepared(null, "another question came after it", BetterSoon: false);
        }
    }

    /// <summary>One question is refined at a time: who types on does not wait for what was typed before.</summary>
    private CancellationTokenSource StartRefining()
    {
        var fresh = new CancellationTokenSource(LongestRefining);
        Interlocked.Exchange(ref _refining, fresh)?.Cancel();
        return fresh;
    }

    private static async Task<float[]> EmbedAsync(GgufEmbedder model, RecentVectors recent, string text, TextRole role, CancellationToken cancellation)
    {
        var vector = role == TextRole.Query
            ? await model.EmbedQueryAsync(text, cancellation).ConfigureAwait(false)
            : await model.EmbedPassageAsync(text, cancellation).ConfigureAwait(false);
        recent.Add(text, vector);
        return vector;
    }

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan patience)
    {
        await Task.WhenAny(work, Task.Delay(patience)).ConfigureAwait(false);
        return work.IsCompleted;
    }

    private string NotYet(GgufEmbedder model)
    {
        var state = _generations.State;
        return state switch
        {
            { Phase: ChosenModelPhase.Unavailable } => state.Reason,
            { Progress: { Total: > 0 } progress } when state.Model == model.Choice.Id
                => string.Create(CultureInfo.InvariantCulture, $"{model.Choice.Id} has read {100 * progress.Done / progress.Total} % of the code so far"),
            _ => $"{model.Choice.Id} has not read all of the code yet: `semsearch index` goes on with it",
        };
    }

    private T? WithReader<T>(Func<SqliteConnection, T?> read)
        where T : class
    {
        lock (_searching) return InWords(() => OpenFoundation() is { } open ? read(open.Reader.Connection) : null);
    }

    private T WithEngine<T>(Func<SearchEngine, T> work, T none)
    {
        lock (_searching) return InWords(() => OpenFoundation() is { } open ? work(open.Engine) : none);
    }

    private SearchAnswer WithEngine(Prepared prepared, Func<SearchEngine, SearchAnswer> search)
    {
        lock (_searching)
        {
            return InWords(() =>
            {
                if (OpenFoundation() is not { } foundation) return new SearchAnswer([], Step, []);
                var engine = prepared.Model is { } model && OpenAnswering(model) is { } answering ? answering.Engine : foundation.Engine;
                // Again, because others may have asked a lot in between.
                if (prepared.Vector is { } vector) (prepared.Role == TextRole.Query ? _chosen.Queries : _chosen.Texts).Add(prepared.Text, vector);
                var answer = search(engine);
                // What differs only by unsaved text is indexed as it is on disk.
                var stale = answer.StalePaths.Where(path => !_unsaved.ContainsKey(path)).ToList();
                if (stale.Count > 0) Keeper.QueueLater(stale);
                return answer with { StalePaths = stale, Reason = prepared.Reason, BetterSoon = prepared.BetterSoon };
            });
        }
    }

    /// <returns>What searches with the model that every file is indexed with; null while there is no index.</returns>
    private AnsweringEngine? OpenFoundation() => _foundation ??= AnsweringEngine.Open(_indexFile, reader => NewEngine(reader, _embedder));

    /// <returns>What searches with the chosen model's vectors.</returns>
    private AnsweringEngine? OpenAnswering(GgufEmbedder model)
    {
        if (_answering is not null && _answering.Fingerprint == model.Fingerprint) return _answering;
        _answering?.Dispose();
        _answering = AnsweringEngine.Open(_indexFile, reader =>
        {
            if (Generations.Of(reader.Connection, model.Fingerprint) is not { } generation) return NewEngine(reader, _embedder);
            var cache = new EmbeddingCache(reader, generation, _memory);
            return NewEngine(reader, new KnownVectors(
                model.Choice.Id, model.Fingerprint, model.Dimensions, _chosen.Queries, _chosen.Texts, (hash, values) => cache.TryRead(hash, values)));
        });
        return _answering;
    }

    private SearchEngine NewEngine(IndexDatabase reader, ITextEmbedder? embedder)
        => new(reader.Connection, embedder, _root, new SourceAccess(CurrentText, Chunk, () => _unsaved), _options.Ranking);

    private void CloseEngines()
    {
        _foundation?.Dispose();
        _answering?.Dispose();
        (_foundation, _answering) = (null, null);
    }

    private async Task<GenerationBuilder?> OpenBuilderAsync(CancellationToken cancellation)
    {
        if (_embedder is null || await _chosen.OpenAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            if (_chosen.Setting.Model is null) DropChosen();
            return null;
        }
        using var database = IndexDatabase.OpenBesideWriter(_indexFile);
        var foundation = Generations.Foundation(database, _embedder.Fingerprint, _embedder.Id, _embedder.Dimensions);
        var generation = Generations.Chosen(database, model.Fingerprint, model.Choice.Id, model.Dimensions, foundation);
        return new GenerationBuilder(_root, _indexFile, _scan, model, generation, _memory, Keeper.QueueLater);
    }

    /// <summary>No model is chosen any more: what was built for one is archived.</summary>
    private void DropChosen()
    {
        if (_embedder is null) return;
        using var database = IndexDatabase.OpenBesideWriter(_indexFile);
        if (Generations.Of(database.Connection, _embedder.Fingerprint) is not { } foundation || Generations.Live(database.Connection).Count() < 2) return;
        database.InTransaction(() => Generations.ArchiveAllBut(database, foundation));
    }

    private static async Task CompleteAsync(Task work, ChannelWriter<WatchEvent> events)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        events.TryComplete(work.Exception?.InnerException);
    }

    private FolderIndexer OpenIndexer(bool rebuild) => new(_root, _indexFile, _scan, _embedder, _memory, _options.Survives, rebuild);

    private void SetAside(Action<string> tell, SqliteException damage)
    {
        using (WriteLease.Take(_indexFile)) IndexDatabase.SetAside(_indexFile, $"it is damaged ({damage.Message})", tell);
        lock (_searching)
        {
            // They still read the file under its new name.
            CloseEngines();
        }
    }

    private T InWords<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    private async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    /// <returns>What a failure means to the user; null for one that is not of the index's or the installation's making.</returns>
    private WorkspaceException? Explain(Exception failure) => failure switch
    {
        WorkerUnavailableException or WorkerDiedException or EmbeddingRefusedException or ModelFormatException or FileNotFoundException or Llama.LlamaException => new WorkspaceException(failure.Message, failure),
        SqliteException sqlite => InWords(sqlite),
        IndexStorageException or TreeSitterException => new WorkspaceException(failure.Message, failure),
        UnauthorizedAccessException or IOException => new WorkspaceException(
            $"The index {_indexFile} cannot be written ({failure.Message}). Choose another place with --index or SEMSEARCH_HOME.", failure),
        _ => null,
    };

    /// <summary>Result codes: https://sqlite.org/rescode.html.</summary>
    private WorkspaceException InWords(SqliteException failure) => failure.SqliteErrorCode switch
    {
        13 => new WorkspaceException($"The disk is full: the index {_indexFile} could not grow. Free some space and run the same command again; nothing is lost.", failure),
        11 or 26 => new WorkspaceException($"The index {_indexFile} is damaged ({failure.Message}). Run `semsearch index --rebuild`; the damaged file is kept beside it.", failure),
        8 or 14 => new WorkspaceException($"The index {_indexFile} cannot be opened for writing ({failure.Message}). Choose another place with --index or SEMSEARCH_HOME.", failure),
        10 => new WorkspaceException($"Reading or writing the index {_indexFile} failed ({failure.Message}). Check the disk, then run `semsearch doctor`.", failure),
        5 or 6 => new WorkspaceException($"The index {_indexFile} is locked by another program. Close it, or wait, and run the same command again.", failure),
        _ => new WorkspaceException($"The index {_indexFile} failed ({failure.Message}). Run `semsearch doctor`.", failure),
    };

    private static void CheckLimit(int limit)
    {
        if (limit is < 1 or > SearchRequest.MaximumLimit)
        {
            throw new ArgumentException($"The number of hits is 1 to {SearchRequest.MaximumLimit}; {limit} was asked for.");
        }
    }
}
