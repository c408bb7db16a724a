using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Indexing;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>
/// A folder and its index: the one thing that the command line and the protocols see of the engine. Safe to use from several threads;
/// searches take turns, and do not wait for indexing.
/// </summary>
public sealed class WorkspaceIndex : IAsyncDisposable
{
    /// <summary>Events that a slow reader of <see cref="WatchAsync"/> may leave lying; the oldest are dropped beyond.</summary>
    private const int WatchEvents = 256;

    private readonly string _root;
    private readonly string _indexFile;
    private readonly ScanOptions _scan = ScanOptions.Default;
    private readonly ITextEmbedder? _embedder;
    private readonly string _stepReason;
    private readonly WorkspaceOptions _options;
    private readonly Lazy<CodeChunker> _chunker = new(() => new CodeChunker());
    private readonly FileOutline _outline = new();
    private readonly FailureWords _words;
    private readonly WatchedSetting _setting;
    private readonly OpenModels _models;
    private readonly Interest _interest = new();
    private readonly QueryLog _queries;
    private readonly QueryAnswerer _answerer;
    private readonly MigrationMoves _moves;
    private readonly MigrationSteward _steward;
    private readonly GenerationUpkeep? _upkeep;
    private readonly GenerationKeeper? _generations;
    private readonly EmbeddingMemory _memory;

    /// <summary>By relative path. Case counts, as in the index: the editor gives the path's own spelling.</summary>
    private readonly ConcurrentDictionary<string, string> _unsaved = new(StringComparer.Ordinal);

    private WorkspaceIndex(WorkspaceOptions options, string root, string indexFile, ITextEmbedder? embedder, string stepReason)
    {
        (_options, _root, _indexFile, _embedder, _stepReason) = (options, root, indexFile, embedder, stepReason);
        _memory = options.EmbeddingMemory ?? new EmbeddingMemory(EmbeddingMemory.DefaultBudget);
        _words = new FailureWords(indexFile);
        _setting = new WatchedSetting(indexFile);
        _models = new OpenModels(root, options.Models);
        _queries = new QueryLog(indexFile, TimeProvider.System);
        _answerer = new QueryAnswerer(
            new AnswererPlace(root, indexFile, embedder, _memory, new SourceAccess(CurrentText, Chunk, () => _unsaved), options.Ranking, options.KeepQueries, TimeProvider.System),
            _models, _setting, _queries, () => BuildingState, _words);
        _moves = new MigrationMoves(indexFile, _setting, embedder?.Fingerprint ?? "", () => Keeper!.ModelChanged());
        _steward = new MigrationSteward(indexFile, _moves, _queries, cancellation => Migration!.CompareAsync(null, cancellation));
        if (embedder is not null)
        {
            _upkeep = new GenerationUpkeep(
                new UpkeepPlace(root, indexFile, _scan, embedder, _memory, paths => Keeper!.QueueLater(paths), _interest, TimeProvider.System), _setting, _models, _moves);
            _generations = new GenerationKeeper(_upkeep, _setting, _steward);
        }

        Migration = new ModelMigration(
            new MigrationPlace(root, indexFile, embedder?.Id ?? SearchEngine.LexicalStep, embedder?.Fingerprint ?? "", options.History, () => BuildingState),
            _setting, _moves, _models, _answerer, _queries, _steward, _words);
        Keeper = new IndexKeeper(_root, OpenIndexer, failure => _words.Explain(failure) ?? failure, SetAside, _generations);
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
            using var database = _words.InWords(() => IndexDatabase.OpenForReading(_indexFile));
            return database is not null && Tables.LastJob(database) is not null;
        }
    }

    /// <summary>Files that are indexed, and files that a run under way or interrupted has still to do.</summary>
    public (int Indexed, int Pending) Counts
    {
        get
        {
            using var database = _words.InWords(() => IndexDatabase.OpenForReading(_indexFile));
            return database is null ? (0, 0) : WorkspaceReport.Counts(database);
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
        return _words.InWordsAsync(async () =>
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

    /// <summary>Computes the vectors that the wanted models lack, to the end, and takes the next step of a change of the model. To be called after <see cref="IndexAsync"/>.</summary>
    /// <returns>A report for each model; none when only the bundled one is wanted, or building is paused.</returns>
    /// <exception cref="IndexBusyException">Another process writes this index, and sees to it.</exception>
    /// <exception cref="WorkspaceException">A model cannot be used, or the index not be written; what is done is kept.</exception>
    public Task<IReadOnlyList<GenerationReport>> EmbedAsync(IProgress<GenerationProgress>? progress, CancellationToken cancellation) => _words.InWordsAsync<IReadOnlyList<GenerationReport>>(async () =>
    {
        if (_upkeep is null) return [];
        using var lease = WriteLease.Take(_indexFile);
        var reports = await _upkeep.RunAsync(progress, cancellation).ConfigureAwait(false);
        await _steward.StepAsync(cancellation).ConfigureAwait(false);
        return reports;
    });

    /// <summary>Tries a model on a sample of this folder's code, which takes some seconds, and says what it would cost. Nothing is changed.</summary>
    /// <param name="model">Id of a known model, or the path of a file.</param>
    /// <exception cref="WorkspaceException">The model cannot be used, or nothing is indexed yet.</exception>
    public Task<ModelEstimate> EstimateAsync(string model, CancellationToken cancellation) => _words.InWordsAsync(async () =>
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
        if (request.Mode == SearchMode.Lexical) return Seen(_answerer.Answer(engine => engine.Search(request, cancellation)));
        return await AnswerAsync(request.Query, TextRole.Query, request.Generation, request.Patience, engine => engine.Search(request, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Code like a text or a place, the place itself left out.</summary>
    /// <exception cref="ArgumentException">There is no text, or the limit is out of bounds.</exception>
    public async Task<SearchAnswer> SimilarAsync(SimilarRequest request, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(request.Text)) throw new ArgumentException("There is no text to compare with: choose lines that hold code.");
        CheckLimit(request.Limit);
        var embedded = _words.InWords(() => _answerer.Ask(engine => engine.EmbeddedTextOf(request), request.Text));
        return await AnswerAsync(embedded, TextRole.Document, null, request.Patience, engine => engine.Similar(request, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Changing the model, step by step.</summary>
    public ModelMigration Migration { get; }

    /// <summary>
    /// Chooses the model that this folder is searched with, without comparing: it answers as soon as it has read all of the code, and until then whichever
    /// answers now. The bundled one alone, at once, for null. Takes effect in every process.
    /// </summary>
    /// <exception cref="WorkspaceException">The choice cannot be written.</exception>
    public void Choose(string? model)
    {
        var active = Read(Generations.Active);
        var former = active?.Fingerprint == _embedder?.Fingerprint || active?.Name == model ? null : active?.Name;
        _setting.Save(new ModelSetting(model, null, model is null ? null : former));
        _words.InWords(() => _moves.End("another model was chosen"));
        Keeper.ModelChanged();
    }

    /// <summary>The model that was chosen; null for the bundled one alone.</summary>
    /// <exception cref="WorkspaceException">The choice cannot be read.</exception>
    public string? ChosenModel => _setting.Current.Model;

    public WorkspaceStatus Status()
    {
        var status = _words.InWords(() => WorkspaceReport.Status(_root, _indexFile, Step, _stepReason));
        if (_embedder is null || !status.Exists || Read(Generations.Active) is not { } active) return status;
        var wish = _setting.Current.Model;
        if (active.Fingerprint != _embedder.Fingerprint)
        {
            return _models.FailureOf(active.Name ?? active.Model) is { } failure
                ? status with { StepReason = failure }
                : status with { Step = active.Model, StepReason = active.Name == wish ? "it was chosen, and has read all of the code" : $"it answers until {wish} has read all of the code" };
        }
        if (wish is null) return status;
        var building = status.Generations.FirstOrDefault(generation => generation.State == Generations.Building);
        return status with
        {
            StepReason = _models.FailureOf(wish) is { } failed ? failed
                : BuildingState is { Phase: ChosenModelPhase.Unavailable } unavailable ? unavailable.Reason
                : building is not null ? string.Create(CultureInfo.InvariantCulture, $"{building.Model} has read {building.Chunks:N0} of {status.Chunks:N0} chunks so far")
                : $"{wish} was chosen, and has not begun to read the code yet",
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
        return _words.InWords(() => WorkspaceReport.Why(_root, _indexFile, relative, now));
    }

    /// <summary>Checks what the product stands on, part by part.</summary>
    public IReadOnlyList<Diagnosis> Diagnose(CancellationToken cancellation)
        => [.. WorkspaceDoctor.Examine(_root, _indexFile, _embedder, _stepReason, cancellation), DiagnoseModels()];

    private Diagnosis DiagnoseModels()
    {
        const string check = "Other models";
        if (_options.Models is not { } host) return new Diagnosis(check, true, "llama.cpp is not beside this semsearch: the bundled model is the only one", null);
        if (ChosenModel is { } chosen && _models.FailureOf(chosen) is { } failure) return new Diagnosis(check, false, $"{ChosenModel} cannot be used", failure);
        var devices = string.Join(", ", host.Devices);
        return host.LeftOut.Count > 0
            ? new Diagnosis(check, false, $"they would run on {devices}", string.Join(' ', host.LeftOut))
            : new Diagnosis(check, true, $"{(ChosenModel is { } model ? $"{model} is chosen" : "none is chosen")}; they run on {devices}", null);
    }

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
        _interest.Add([path]);
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

    /// <summary>The whole definition that some lines of a file's current text belong to: a hit's, or the innermost one around a line.</summary>
    /// <param name="path">Relative, forward slashes.</param>
    /// <param name="startLine">From 1, inclusive, as <paramref name="endLine"/>.</param>
    /// <returns>Where there is no definition, the passage that the lines stand in; null where they are blank, or the file cannot be read.</returns>
    public DefinitionPlace? DefinitionAround(string path, int startLine, int endLine, CancellationToken cancellation)
        => CurrentText(path) is { } text ? _outline.DefinitionAround(path, text, startLine, endLine, cancellation) : null;

    public async ValueTask DisposeAsync()
    {
        if (_generations is not null) await _generations.DisposeAsync().ConfigureAwait(false);
        _answerer.Dispose();
        await _queries.DisposeAsync().ConfigureAwait(false);
        if (_chunker.IsValueCreated) _chunker.Value.Dispose();
        _outline.Dispose();
        await _models.DisposeAsync().ConfigureAwait(false);
    }

    private ChunkedFile Chunk(string path, string text) => _chunker.Value.Chunk(path, text, CancellationToken.None);

    private ChosenModelState BuildingState => _generations?.State ?? new ChosenModelState(ChosenModelPhase.None, "", "", null);

    private async Task<SearchAnswer> AnswerAsync(
        string text, TextRole role, string? generation, TimeSpan patience, Func<SearchEngine, SearchAnswer> search, CancellationToken cancellation)
        => Seen(await _answerer.AnswerAsync(text, role, generation, patience, noted: true, search, cancellation).ConfigureAwait(false));

    /// <summary>Takes note of what an answer tells besides its hits.</summary>
    private SearchAnswer Seen(SearchAnswer answer)
    {
        // What differs only by unsaved text is indexed as it is on disk.
        var stale = answer.StalePaths.Where(path => !_unsaved.ContainsKey(path)).ToList();
        if (stale.Count > 0) Keeper.QueueLater(stale);
        _interest.Add(answer.Hits.Select(hit => hit.Path));
        return answer with { StalePaths = stale };
    }

    private T? Read<T>(Func<SqliteConnection, T?> read)
        where T : class
        => _words.InWords(() => _answerer.Read(read));

    private static async Task CompleteAsync(Task work, ChannelWriter<WatchEvent> events)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        events.TryComplete(work.Exception?.InnerException);
    }

    private FolderIndexer OpenIndexer(bool rebuild) => new(_root, _indexFile, _scan, _embedder, _memory, _options.Survives, rebuild);

    private void SetAside(Action<string> tell, SqliteException damage)
    {
        using (WriteLease.Take(_indexFile)) IndexDatabase.SetAside(_indexFile, $"it is damaged ({damage.Message})", tell);
        // It still reads the file under its new name.
        _answerer.Close();
    }

    private static void CheckLimit(int limit)
    {
        if (limit is < 1 or > SearchRequest.MaximumLimit)
        {
            throw new ArgumentException($"The number of hits is 1 to {SearchRequest.MaximumLimit}; {limit} was asked for.");
        }
    }
}
