using System.Diagnostics;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>What a change of the model works with.</summary>
/// <param name="FoundationId">Id of the bundled model.</param>
/// <param name="Foundation">Its fingerprint.</param>
/// <param name="History">Reads the folder's newest commits, to ask for what they changed; null where there is none.</param>
/// <param name="Building">How far building is in this process.</param>
internal sealed record MigrationPlace(
    string Root, string IndexFile, string FoundationId, string Foundation, Func<CancellationToken, Task<IReadOnlyList<CommitChange>>>? History, Func<ChosenModelState> Building);

/// <summary>
/// Changes the embedding model of a folder without a moment in which search is worse: a candidate is built behind the model that answers, compared with it,
/// tried on a share of the queries, and takes over, or is taken back. Safe to use from several threads and processes.
/// </summary>
public sealed class ModelMigration
{
    /// <summary>Hits that are compared.</summary>
    private const int ComparedHits = 10;

    /// <summary>What a chunk and an embedding take besides their numbers: rows, indexes, a share of pages.</summary>
    private const int RowBytes = 120;

    private readonly MigrationPlace _place;
    private readonly WatchedSetting _setting;
    private readonly MigrationMoves _moves;
    private readonly OpenModels _models;
    private readonly QueryAnswerer _answerer;
    private readonly QueryLog _log;
    private readonly MigrationSteward _steward;
    private readonly FailureWords _words;

    internal ModelMigration(
        MigrationPlace place, WatchedSetting setting, MigrationMoves moves, OpenModels models, QueryAnswerer answerer, QueryLog log, MigrationSteward steward, FailureWords words)
        => (_place, _setting, _moves, _models, _answerer, _log, _steward, _words) = (place, setting, moves, models, answerer, log, steward, words);

    /// <exception cref="WorkspaceException">The index cannot be read.</exception>
    public MigrationStatus Status() => _words.InWords(() =>
    {
        using var reader = IndexDatabase.OpenForReading(_place.IndexFile);
        var wish = _setting.Current;
        if (reader is null) return new MigrationStatus(MigrationStage.None, _place.FoundationId, null, null, 0, false, wish.Paused, "this folder is not indexed yet", null, null, null, null, 0, []);
        var all = Generations.All(reader.Connection);
        var migration = Migrations.Current(reader.Connection);
        var baseline = all.FirstOrDefault(generation => generation.Id == migration?.Baseline);
        var candidate = all.FirstOrDefault(generation => generation.Id == migration?.Candidate);
        var active = all.FirstOrDefault(generation => generation.State == Generations.ActiveState);
        var state = _place.Building();
        return new MigrationStatus(
            StageOf(migration), active is null ? _place.FoundationId : NameOf(active), migration?.Model, baseline is null ? null : NameOf(baseline), migration?.Share ?? 0,
            migration?.Automatic ?? false, wish.Paused, ReasonOf(migration, state), migration is null ? null : new DateTimeOffset(migration.Since, TimeSpan.Zero),
            state.Phase == ChosenModelPhase.Building ? state.Progress : null, FiguresOf(reader, baseline, migration?.StartedAt), FiguresOf(reader, candidate, migration?.Since),
            DeadLetters.All(reader).Count, [.. all.Select(generation => ViewOf(reader, generation))]);
    });

    /// <summary>Where the newest change stands, quick enough to be asked all the time.</summary>
    /// <returns>Null when there never was one.</returns>
    /// <exception cref="WorkspaceException">The index cannot be read.</exception>
    public MigrationBrief? Brief() => _words.InWords(() =>
    {
        using var reader = IndexDatabase.OpenForReading(_place.IndexFile);
        return reader is not null && Migrations.Current(reader.Connection) is { } migration ? new MigrationBrief(StageOf(migration), migration.Model, migration.Share) : null;
    });

    /// <summary>
    /// Has a model built behind the one that answers: in the background by whoever keeps the index up to date, or by the next <see cref="WorkspaceIndex.EmbedAsync"/>. Begun
    /// already, it goes on, and nothing is computed twice.
    /// </summary>
    /// <param name="model">Id of a known model, or the path of a file. It is opened first: one that cannot be used changes nothing.</param>
    /// <param name="automatic">Whether it takes its steps by itself once it is built, and is promoted at the end.</param>
    /// <exception cref="WorkspaceException">The model cannot be used, answers already, or another change is under way.</exception>
    public Task<MigrationStatus> StartAsync(string model, bool automatic, CancellationToken cancellation) => _words.InWordsAsync(async () =>
    {
        var opened = await _models.OpenAsync(model, cancellation).ConfigureAwait(false);
        await opened.Embedder.EmbedQueryAsync("where is the connection closed", cancellation).ConfigureAwait(false);
        var clock = Stopwatch.GetTimestamp();
        await opened.Embedder.EmbedQueryAsync("where is the connection closed after an error", cancellation).ConfigureAwait(false);
        _moves.Start(model, automatic, Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        return Status();
    });

    /// <summary>Asks both models the questions that the folder's own code offers. Possible at any time; what is not built yet is not found.</summary>
    /// <exception cref="WorkspaceException">No change is under way, or one of the models cannot be asked.</exception>
    public Task<ComparisonReport> CompareAsync(IProgress<ComparisonProgress>? progress, CancellationToken cancellation) => _words.InWordsAsync(async () =>
    {
        var (baseline, candidate) = Sides();
        var commits = _place.History is { } read ? await read(cancellation).ConfigureAwait(false) : [];
        IReadOnlyList<Question> questions;
        using (var reader = IndexDatabase.OpenForReading(_place.IndexFile)!) questions = QuestionSource.Gather(reader, _place.Root, commits, QuestionSource.DefaultPerKind, cancellation);
        var report = await ComparisonRunner.RunAsync(
            questions, (side, question, token) => AskAsync(side == Side.Baseline ? baseline : candidate, question, token), ComparedOf(baseline), ComparedOf(candidate), TimeProvider.System, progress, cancellation)
            .ConfigureAwait(false);
        using var database = IndexDatabase.OpenBesideWriter(_place.IndexFile);
        Comparisons.Add(database, baseline.Id, candidate.Id, ComparisonJson.Write(report));
        return report;
    });

    /// <returns>The latest comparison of the two models of the present change; null when there is none.</returns>
    public ComparisonReport? LastComparison() => _words.InWords(() =>
    {
        using var reader = IndexDatabase.OpenForReading(_place.IndexFile);
        return reader is not null && Migrations.Current(reader.Connection) is { Candidate: { } candidate } migration
            && Comparisons.Latest(reader.Connection, migration.Baseline, candidate, migration.StartedAt) is { } report ? ComparisonJson.Read(report) : null;
    });

    /// <summary>Has the candidate answer a share of the queries, the same queries each time.</summary>
    /// <param name="share">Percent, 1 to 100; all of them is promotion.</param>
    /// <param name="automatic">Whether the next steps follow by themselves.</param>
    /// <exception cref="ArgumentException">It is no such share.</exception>
    /// <exception cref="WorkspaceException">There is no candidate that has read all of the code.</exception>
    public MigrationStatus Canary(int share, bool automatic) => _words.InWords(() =>
    {
        _moves.Canary(share, automatic, "by hand");
        return Status();
    });

    /// <summary>Makes the candidate the model that answers, at once. The one before stands by.</summary>
    /// <exception cref="WorkspaceException">There is no candidate that has read all of the code.</exception>
    public MigrationStatus Promote() => _words.InWords(() =>
    {
        _moves.Promote("by hand");
        return Status();
    });

    /// <summary>Has the model before the present change answer again, at once. Before its promotion, the candidate is given up.</summary>
    /// <exception cref="WorkspaceException">There is nothing to go back from, or to.</exception>
    public MigrationStatus RollBack() => _words.InWords(() =>
    {
        if (!_moves.RollBack("by hand")) throw new WorkspaceException("No change of the model is under way, so there is nothing to take back.");
        return Status();
    });

    /// <summary>Stops building until <see cref="Resume"/>, in this process and in any other.</summary>
    public MigrationStatus Pause() => SetPaused(true);

    public MigrationStatus Resume() => SetPaused(false);

    /// <summary>Keeps of a model that does not answer only what cannot be had again without computing. It can be brought back by starting with it again.</summary>
    /// <exception cref="WorkspaceException">It answers, or there is none.</exception>
    public void Archive(string model) => _words.InWords(() => _moves.Archive(model));

    /// <summary>Forgets archived models, and gives the room on disk back.</summary>
    /// <param name="model">Archived first if need be; null for all archived ones.</param>
    /// <exception cref="WorkspaceException">It answers, there is none, or the index is locked.</exception>
    public Task<PurgeReport> PurgeAsync(string? model, CancellationToken cancellation) => _words.InWordsAsync(() => Task.Run(() => Purge(model), cancellation));

    /// <summary>Texts that a model gives no vector for; their chunks are found by words.</summary>
    public IReadOnlyList<DeadLetter> Errors() => _words.InWords<IReadOnlyList<DeadLetter>>(() =>
    {
        using var reader = IndexDatabase.OpenForReading(_place.IndexFile);
        if (reader is null) return [];
        var models = Generations.All(reader.Connection).ToDictionary(generation => generation.Id, NameOf);
        return [.. DeadLetters.All(reader).Select(row => new DeadLetter(
            Convert.ToHexStringLower(row.ContentHash), models.GetValueOrDefault(row.Generation, ""), row.Path, row.Reason, row.Attempts, new DateTimeOffset(row.FailedAt, TimeSpan.Zero)))];
    });

    /// <summary>Has texts tried again by the next build.</summary>
    /// <param name="hash">Of one of <see cref="Errors"/>, or its beginning; null for all.</param>
    /// <returns>How many.</returns>
    public int Retry(string? hash) => _words.InWords(() =>
    {
        using var reader = IndexDatabase.OpenForReading(_place.IndexFile);
        if (reader is null) return 0;
        var generations = Generations.All(reader.Connection).ToDictionary(generation => generation.Id);
        var letters = DeadLetters.All(reader).Where(row => hash is null || Convert.ToHexStringLower(row.ContentHash).StartsWith(hash, StringComparison.OrdinalIgnoreCase)).ToList();
        if (letters.Count == 0) return 0;
        using var database = IndexDatabase.OpenBesideWriter(_place.IndexFile);
        foreach (var letter in letters) DeadLetters.Retry(database, generations[letter.Generation], letter);
        _moves.Changed();
        return letters.Count;
    });

    /// <summary>Sees by the figures that there are whether the candidate is to go on or back. Done by itself wherever the index is kept up to date.</summary>
    public Task<MigrationStatus> JudgeAsync() => _words.InWordsAsync(async () =>
    {
        await _steward.JudgeAsync().ConfigureAwait(false);
        return Status();
    });

    /// <summary>A hit of an answer was opened.</summary>
    /// <param name="token">Of the answer.</param>
    /// <param name="place">Of the hit, from 1.</param>
    public void Opened(string token, int place) => _log.Opened(token, place);

    private static string NameOf(Generation generation) => generation.Name ?? generation.Model;

    private static MigrationStage StageOf(MigrationRow? migration) => migration?.Stage switch
    {
        null => MigrationStage.None,
        Migrations.Building => MigrationStage.Building,
        Migrations.Ready => MigrationStage.Ready,
        Migrations.Canary => MigrationStage.Canary,
        Migrations.Promoted => MigrationStage.Promoted,
        Migrations.RolledBack => MigrationStage.RolledBack,
        _ => MigrationStage.Ended,
    };

    private static string ReasonOf(MigrationRow? migration, ChosenModelState state)
        => migration is null or { Stage: Migrations.Building } && state.Reason.Length > 0 ? state.Reason : migration?.Reason ?? "";

    private static CanarySide? FiguresOf(IndexDatabase reader, Generation? generation, long? since)
        => generation is null || since is not { } ticks ? null : CanarySide.Of(NameOf(generation), QueryFigures.Read(reader, generation.Id, new DateTimeOffset(ticks, TimeSpan.Zero)));

    private static GenerationView ViewOf(IndexDatabase reader, Generation generation)
    {
        var total = reader.Number("SELECT count(*) FROM chunks");
        var chunks = generation.State == Generations.Archived ? 0 : reader.Number($"SELECT count(*) FROM {generation.VectorTable} WHERE chunk_id IN (SELECT id FROM chunks)");
        var embeddings = reader.Number($"SELECT count(*) FROM embeddings WHERE generation = {generation.Id}");
        // float32 in the vector table and int8 in the segments for each chunk, float16 for each text.
        return new GenerationView(
            NameOf(generation), generation.Dimensions, generation.State, chunks, total,
            (chunks * (generation.Dimensions * 5L + RowBytes)) + (embeddings * (generation.Dimensions * 2L + RowBytes)));
    }

    private (Generation Baseline, Generation Candidate) Sides()
    {
        using var reader = IndexDatabase.OpenForReading(_place.IndexFile);
        if (reader is null || Migrations.Current(reader.Connection) is not { IsOpen: true } migration)
        {
            throw new WorkspaceException("No change of the model is under way, so there is nothing to compare. Begin one with `semsearch migrate start <model>`.");
        }
        var all = Generations.Live(reader.Connection).ToList();
        var candidate = all.Find(generation => generation.Id == migration.Candidate)
            ?? throw new WorkspaceException($"{migration.Model} has not begun to read the code yet. `semsearch index` has it begin.");
        var baseline = all.Find(generation => generation.Id == migration.Baseline)
            ?? throw new WorkspaceException("The model before was archived, so there is nothing to compare with.");
        return (baseline, candidate);
    }

    private ComparedModel ComparedOf(Generation generation) => new(
        NameOf(generation), generation.Dimensions, () => generation.Name is { } name ? _models.ResidentBytesOf(name) : null);

    private async Task<AskedAnswer> AskAsync(Generation side, string question, CancellationToken cancellation)
    {
        var request = new SearchRequest(question, ComparedHits, SearchMode.Hybrid, SearchFilter.None);
        var clock = Stopwatch.GetTimestamp();
        var answer = await OnlyAsync(side, request, cancellation).ConfigureAwait(false);
        var took = Stopwatch.GetElapsedTime(clock);
        // The question's vector is known by now.
        var byMeaning = await OnlyAsync(side, request with { Mode = SearchMode.Semantic }, cancellation).ConfigureAwait(false);
        return new AskedAnswer(answer.Hits, byMeaning.Hits, took, answer.Reason.Length + byMeaning.Reason.Length > 0);
    }

    private Task<SearchAnswer> OnlyAsync(Generation side, SearchRequest request, CancellationToken cancellation) => _answerer.AnswerAsync(
        request.Query, TextRole.Query, side.Fingerprint, Timeout.InfiniteTimeSpan, noted: false, engine => engine.Search(request, cancellation), cancellation);

    private MigrationStatus SetPaused(bool paused) => _words.InWords(() =>
    {
        _setting.Save(_setting.Current with { Paused = paused });
        _moves.Changed();
        return Status();
    });

    private PurgeReport Purge(string? model)
    {
        if (model is not null) _moves.Archive(model);
        using var database = IndexDatabase.OpenBesideWriter(_place.IndexFile);
        var purged = Generations.All(database.Connection).Where(generation => generation.State == Generations.Archived && (model is null || NameOf(generation) == model || generation.Model == model)).ToList();
        var before = IndexDatabase.SizeOf(_place.IndexFile);
        if (purged.Count == 0) return new PurgeReport([], before, before);
        database.InTransaction(() =>
        {
            foreach (var generation in purged) Generations.Empty(database, generation);
        });
        database.Compact();
        foreach (var generation in purged) Generations.Forget(database, generation);
        return new PurgeReport([.. purged.Select(NameOf)], before, IndexDatabase.SizeOf(_place.IndexFile));
    }
}
