using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Rpc;

/// <summary>What one editor has open, and the answers to its requests. Composed of folders; knows nothing of the pipe.</summary>
/// <param name="open">Options for opening a folder.</param>
/// <param name="changed">Called when a folder's state has changed.</param>
/// <param name="tell">Told what the user should read once.</param>
/// <param name="unexpected">Told of faults of ours (what was done, exception).</param>
internal sealed class EditorSession(
    Func<string, WorkspaceOptions> open, Action changed, Action<Severity, string> tell, Action<string, Exception> unexpected) : IAsyncDisposable
{
    /// <summary>Characters; beyond this an unsaved document is checked as its file is on disk.</summary>
    private const int MostUnsavedText = 4_000_000;

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, byte> _unsaved = new(StringComparer.Ordinal);
    private volatile FolderSession[] _folders = [];
    private volatile bool _trusted;
    private ModelHost? _models;
    private volatile bool _evicted;

    public IReadOnlyList<FolderSession> Folders => _folders;

    public IReadOnlyList<FolderProgress> Progress => [.. _folders.Select(folder => folder.Progress)];

    public void Start(InitializeParams given)
    {
        _trusted = given.Trusted;
        Add(given.Folders);
    }

    public async Task ChangeFoldersAsync(ChangeFoldersParams change)
    {
        _trusted = change.Trusted;
        List<FolderSession> leaving;
        lock (_gate)
        {
            leaving = [.. _folders.Where(folder => change.Removed.Contains(folder.Folder.Path))];
            _folders = [.. _folders.Except(leaving)];
        }
        Add(change.Added);
        foreach (var folder in leaving) await folder.DisposeAsync().ConfigureAwait(false);
        changed();
    }

    public void ChangeDocument(DocumentParams document)
    {
        if (Locate(document.Path) is not ({ } folder, { } path)) return;
        folder.Index?.SetUnsavedText(path, document.Text.Length <= MostUnsavedText ? document.Text : null);
        _unsaved[document.Path] = 0;
    }

    public void CloseDocument(string path)
    {
        if (_unsaved.TryRemove(path, out _) && Locate(path) is ({ } folder, { } relative)) folder.Index?.SetUnsavedText(relative, null);
    }

    public void ChangeFiles(IReadOnlyList<string> paths)
    {
        foreach (var group in paths.Select(Locate).OfType<(FolderSession Folder, string Path)>().GroupBy(place => place.Folder))
        {
            group.Key.Index?.Keeper.Queue(group.Select(place => place.Path));
        }
    }

    public async Task<SearchResult> SearchAsync(SearchParams asked, CancellationToken cancellation)
    {
        var query = asked.Query.Trim();
        if (query.Length == 0) throw new RpcException(RpcException.InvalidParams, "Say what to look for.");
        var clock = Stopwatch.StartNew();
        var folders = Chosen(asked.Filter.Folders);
        var filters = await FiltersAsync(folders, asked.Filter, cancellation).ConfigureAwait(false);
        var answers = await Task.WhenAll(folders.Select(folder => folder.Index!.SearchAsync(
            new SearchRequest(query, asked.Limit, SearchMode.Hybrid, filters[folder]) { Patience = PatienceOf(asked.PatienceMs) }, cancellation))).ConfigureAwait(false);
        return Compose(folders, answers, asked.Limit, new QueryWords(query), clock);
    }

    public void OpenedHit(OpenedHitParams opened)
    {
        if (opened.Token.Length > 0) FolderOf(opened.Folder).Opened.Migration.Opened(opened.Token, opened.Place);
    }

    public async Task<SearchResult> SimilarAsync(SimilarParams asked, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var (home, path) = Locate(asked.Path) ?? throw NotInWorkspace(asked.Path);
        var text = home.Index?.CurrentText(path) ?? throw new RpcException(
            ErrorCodes.Workspace, $"{asked.Path} cannot be compared: it is not there, or it is binary, generated or too large. Choose other code.");
        var lines = new TextLines(text);
        // An editor has one more line, an empty one, after the last line break.
        if (asked.StartLine < 1 || asked.EndLine < asked.StartLine || asked.StartLine > lines.Count + 1)
        {
            throw new RpcException(RpcException.InvalidParams, $"{asked.Path} has no lines {asked.StartLine} to {asked.EndLine}. Choose lines within the file.");
        }
        var chosen = string.Join('\n', lines.Between(asked.StartLine, asked.EndLine));
        var folders = Chosen([]);
        var answers = await Task.WhenAll(folders.Select(folder => folder.Index!.SimilarAsync(
            new SimilarRequest(chosen, folder == home ? path : null, asked.StartLine, asked.EndLine, asked.Limit, SearchFilter.None) { Patience = PatienceOf(asked.PatienceMs) },
            cancellation))).ConfigureAwait(false);
        return Compose(folders, answers, asked.Limit, QueryWords.None, clock);
    }

    public DefinitionResult? Definition(DefinitionParams asked, CancellationToken cancellation)
        => Locate(asked.Path) is ({ Index: { } index }, { } path) && index.DefinitionAt(path, asked.Line, asked.Column, cancellation) is { } found
            ? new DefinitionResult(found.Name, found.Kind, found.StartLine, found.EndLine)
            : null;

    public StatusResult Status() => new(
        [.. _folders.Select(StatusOf)], Environment.WorkingSet);

    public WhyResult Why(string path)
    {
        if (Locate(path) is not ({ } folder, { } relative)) return new WhyResult(path, "outside", "It lies in none of the folders of this workspace.", 0);
        if (folder.Index is not { } index) return new WhyResult(path, "pending", folder.Progress.Reason, 0);
        var why = index.Why(relative);
        return new WhyResult(path, why.State, Explanation.Of(why), why.Chunks);
    }

    public DoctorResult Doctor(CancellationToken cancellation) => new(
        [.. _folders.SelectMany(folder => folder.Index is { } index
            ? index.Diagnose(cancellation).Select(found => new CheckResult(folder.Folder.Name, found.Check, found.Ok, found.Detail, found.NextStep))
            : [new CheckResult(folder.Folder.Name, "folder", false, folder.Progress.Reason, null)])]);

    public void Pause(string? path) => ForEach(path, folder => folder.Index?.Keeper.Pause());

    public void Resume(string? path) => ForEach(path, folder =>
    {
        folder.Index?.Keeper.Resume();
        folder.Retry();
    });

    public void Rebuild(string? path) => ForEach(path, folder =>
    {
        folder.Index?.Keeper.Rebuild();
        folder.Retry();
    });

    public async ValueTask DisposeAsync()
    {
        if (_models is not null) _models.MemoryChanged -= TellOfMemory;
        foreach (var folder in _folders) await folder.DisposeAsync().ConfigureAwait(false);
        _folders = [];
    }

    private static RpcException NotInWorkspace(string path)
        => new(ErrorCodes.NotInWorkspace, $"{path} lies in none of the folders that are open. Open its folder, or add it to the workspace.");

    private void Add(IReadOnlyList<FolderRef> folders)
    {
        lock (_gate)
        {
            var known = _folders.Select(folder => folder.Folder.Path).ToHashSet(StringComparer.Ordinal);
            _folders = [.. _folders, .. folders.Where(folder => known.Add(folder.Path))
                .Select(folder => new FolderSession(folder, Options(folder.Path), changed, tell, unexpected))];
        }
    }

    private WorkspaceOptions Options(string folder)
    {
        var options = open(folder);
        if (_models is null && options.Models is { } models)
        {
            _models = models;
            models.MemoryChanged += TellOfMemory;
        }
        // Git is not run in a folder that is not trusted; a comparison then has no questions from its commits.
        return options.History is { } history ? options with { History = async token => _trusted ? await history(token).ConfigureAwait(false) : [] } : options;
    }

    /// <summary>When the model goes, and when it comes back; what lies between is shown with the status only.</summary>
    private void TellOfMemory(MemoryChange change)
    {
        if (change.Level == MemoryLevel.Evict || _evicted) tell(change.Level == MemoryLevel.Evict ? Severity.Warning : Severity.Information, $"{change.Reason}.");
        _evicted = change.Level == MemoryLevel.Evict;
        changed();
    }

    /// <returns>The innermost folder that a file lies in, and its path there; null for a file outside.</returns>
    private (FolderSession Folder, string Path)? Locate(string path)
        => _folders.Select(folder => (Folder: folder, Path: folder.Relative(path))).Where(place => place.Path is not null)
            .OrderByDescending(place => place.Folder.Folder.Path.Length)
            .Select(place => ((FolderSession, string)?)(place.Folder, place.Path!))
            .FirstOrDefault();

    private List<FolderSession> Chosen(IReadOnlyList<string> paths)
    {
        var chosen = _folders.Where(folder => paths.Count == 0 || paths.Contains(folder.Folder.Path)).ToList();
        if (chosen.Count == 0) throw new RpcException(ErrorCodes.NotInWorkspace, "No folder is open here. Open a folder, then search again.");
        var usable = chosen.Where(folder => folder.Index is not null).ToList();
        return usable.Count > 0 ? usable : throw new RpcException(ErrorCodes.Workspace, chosen[0].Progress.Reason);
    }

    /// <summary>An open folder, by its path.</summary>
    public FolderSession FolderOf(string path) => _folders.FirstOrDefault(folder => folder.Folder.Path == path) ?? throw NotInWorkspace(path);

    private void ForEach(string? path, Action<FolderSession> act)
    {
        var chosen = _folders.Where(folder => path is null || folder.Folder.Path == path).ToList();
        if (path is not null && chosen.Count == 0) throw NotInWorkspace(path);
        chosen.ForEach(act);
    }

    private async Task<Dictionary<FolderSession, SearchFilter>> FiltersAsync(List<FolderSession> folders, FilterParams asked, CancellationToken cancellation)
    {
        var tests = asked.Tests switch
        {
            TestFiles.Only => TestFilter.Only,
            TestFiles.Excluded => TestFilter.Excluded,
            _ => TestFilter.Included,
        };
        var filter = new SearchFilter(asked.Languages, asked.Globs, [], null, tests);
        if (!asked.ChangedOnly) return folders.ToDictionary(folder => folder, _ => filter);
        if (!_trusted)
        {
            throw new RpcException(ErrorCodes.Workspace, "Changed files are found out by running git in the folder, which is off until you trust it. Trust the workspace, or search without that filter.");
        }
        var filters = new Dictionary<FolderSession, SearchFilter>();
        ChangedFilesException? refused = null;
        foreach (var folder in folders)
        {
            try
            {
                filters[folder] = filter with { Paths = await ChangedFiles.SinceAsync(folder.Folder.Path, "HEAD", cancellation).ConfigureAwait(false) };
            }
            catch (ChangedFilesException failure)
            {
                // One folder of several may well be no repository; nothing in it counts as changed then.
                refused = failure;
                filters[folder] = filter with { Paths = new HashSet<string>() };
            }
        }
        return refused is not null && folders.Count == 1 ? throw refused : filters;
    }

    private static TimeSpan PatienceOf(int? milliseconds) => milliseconds is { } given ? TimeSpan.FromMilliseconds(Math.Max(0, given)) : Timeout.InfiniteTimeSpan;

    private static SearchResult Compose(List<FolderSession> folders, SearchAnswer[] answers, int limit, QueryWords words, Stopwatch clock)
    {
        var seen = new HashSet<(string, int)>();
        // Merging keeps the order within each answer.
        var places = new int[answers.Length];
        var merged = answers.Length == 1 ? answers[0].Hits.Select(hit => (Answer: 0, Hit: hit)) : AnswerMerge.Merge(answers, limit);
        var hits = merged
            .Select(found => (found.Answer, found.Hit, Place: ++places[found.Answer]))
            // A folder inside another one is indexed with both.
            .Where(found => seen.Add((Path.Combine(folders[found.Answer].Folder.Path, found.Hit.Path), found.Hit.StartLine)))
            .Select(found => HitView.Of(found.Hit, folders[found.Answer], words, answers[found.Answer].BestCosine > 0, answers[found.Answer].Token, found.Place))
            .ToList();
        var counts = folders.Select(folder => folder.Counts).ToList();
        return new SearchResult(
            hits, answers.Select(answer => answer.Step).Distinct().Order(StringComparer.Ordinal).First(), counts.Sum(count => count.Indexed),
            counts.Sum(count => count.Pending), Milliseconds.Of(clock.Elapsed), string.Join(' ', answers.Select(answer => answer.Reason).Where(reason => reason.Length > 0).Distinct()),
            answers.Any(answer => answer.BetterSoon));
    }

    private static FolderStatus StatusOf(FolderSession folder)
    {
        if (folder.Index is not { } index) return new FolderStatus(folder.Progress, "", 0, null, "", "", 0, 0, 0, 0, 0, null, [], []);
        var status = index.Status();
        return new FolderStatus(
            folder.Progress, status.IndexFile, status.IndexBytes, status.Model, status.Step, status.StepReason, status.FilesScanned, status.FilesIndexed,
            status.FilesFailed, folder.Counts.Pending, status.Chunks, status.LastIndexed?.ToString("O", CultureInfo.InvariantCulture),
            [.. status.Languages.Select(language => new LanguageStatus(language.Language, language.Files, language.Chunks))],
            [.. status.Skipped.Select(skipped => new SkippedFiles(skipped.Reason, skipped.Count, skipped.Example))]);
    }
}
