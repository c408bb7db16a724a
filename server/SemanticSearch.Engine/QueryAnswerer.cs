using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Llama;

namespace SemanticSearch.Engine;

/// <summary>What searches are answered from.</summary>
/// <param name="Foundation">The bundled model; null when it cannot be read.</param>
/// <param name="KeepTexts">Whether the texts of queries are noted, to compare models on them.</param>
internal sealed record AnswererPlace(
    string Root, string IndexFile, ITextEmbedder? Foundation, EmbeddingMemory Memory, SourceAccess Source, RankingWeights? Ranking, bool KeepTexts, TimeProvider Time);

/// <summary>
/// Answers searches: finds the generation that is to answer, has its model read the question, searches, and goes a step lower where that is not to be had.
/// Searches take turns; none waits for another one's model.
/// </summary>
/// <param name="building">How far the models are that do not answer yet.</param>
internal sealed class QueryAnswerer(
    AnswererPlace place, OpenModels models, WatchedSetting setting, QueryLog log, Func<ChosenModelState> building, FailureWords words) : IDisposable
{
    /// <summary>How long a question that nobody waits for any more may occupy the model.</summary>
    private static readonly TimeSpan LongestRefining = TimeSpan.FromMinutes(1);

    private readonly Lock _searching = new();
    private readonly Dictionary<string, (AnsweringEngine Answering, RecentVectors Queries)> _engines = new(StringComparer.Ordinal);
    private AnsweringEngine? _foundation;
    private CancellationTokenSource? _refining;

    /// <param name="noted">Whether it counts among the queries that people asked.</param>
    /// <param name="search">Made with the engine of whichever generation answers.</param>
    /// <param name="generation">Only this one: the name or id of its model, "bundled", or the beginning of its fingerprint. Null for the one whose turn it is.</param>
    /// <exception cref="WorkspaceException">There is no such generation.</exception>
    public async Task<SearchAnswer> AnswerAsync(
        string text, TextRole role, string? generation, TimeSpan patience, bool noted, Func<SearchEngine, SearchAnswer> search, CancellationToken cancellation)
    {
        var started = place.Time.GetTimestamp();
        var route = words.InWords(() => Read(connection => Route.Of(connection, place.Foundation?.Fingerprint, text, generation))) ?? Route.Nowhere;
        models.KeepOnly([.. setting.Current.Wanted, .. route.Live.Select(live => live.Name ?? live.Model)]);
        var prepared = Prepared.Nothing;
        foreach (var wanted in route.Behind)
        {
            var tried = await PrepareAsync(wanted, text, role, patience, cancellation).ConfigureAwait(false);
            prepared = tried with { Reason = prepared.Reason.Length > 0 ? prepared.Reason : tried.Reason };
            if (prepared.Model is not null || prepared.BetterSoon) break;
        }

        if (route.Behind.Count == 0 && generation is null && setting.Current.Model is { } wish) prepared = new Prepared(null, null, await WhyNotAsync(wish, patience, cancellation).ConfigureAwait(false), false);
        var answer = Answer(prepared, route, search);
        // What the model answers in a moment is noted then.
        if (!noted || answer.BetterSoon || route.Asked is not { } asked) return answer;
        Meters.Answered(asked.Model, answer.Step, place.Time.GetElapsedTime(started));
        var token = Guid.NewGuid().ToString("N");
        var answered = prepared.Generation?.Id ?? (place.Foundation is null ? null : route.Foundation?.Id);
        log.Add(new AnsweredQuery(
            place.Time.GetUtcNow(), asked.Id, answered, place.Time.GetElapsedTime(started), answer.Hits.Count, place.KeepTexts && role == TextRole.Query ? text : null, token));
        return answer with { Token = token };
    }

    /// <summary>By words, or by the bundled model alone; nothing is noted.</summary>
    public SearchAnswer Answer(Func<SearchEngine, SearchAnswer> search) => Answer(Prepared.Nothing, Route.Nowhere, search);

    public T Ask<T>(Func<SearchEngine, T> work, T none)
    {
        lock (_searching) return OpenFoundation() is { } open ? work(open.Engine) : none;
    }

    public T? Read<T>(Func<SqliteConnection, T?> read)
        where T : class
    {
        lock (_searching) return OpenFoundation() is { } open ? read(open.Reader.Connection) : null;
    }

    /// <summary>Closes the file. The next search opens it again, which may be another one under the same name.</summary>
    public void Close()
    {
        lock (_searching)
        {
            _foundation?.Dispose();
            _foundation = null;
            foreach (var engine in _engines.Values) engine.Answering.Dispose();
            _engines.Clear();
        }
    }

    public void Dispose() => Close();

    /// <summary>What a search can be answered with.</summary>
    /// <param name="Model">That has the text's vector ready; null for the step below.</param>
    /// <param name="Reason">Why it is the step below; empty when it is not.</param>
    /// <param name="BetterSoon">Whether the same search will be answered by the model in a moment.</param>
    private sealed record Prepared(
        OpenedModel? Model, Generation? Generation, string Reason, bool BetterSoon, string Text = "", TextRole Role = TextRole.Query, float[]? Vector = null)
    {
        public static Prepared Nothing { get; } = new(null, null, "", false);
    }

    /// <summary>Has a generation's model embed a text before a search takes its turn, so that no other search waits for a model.</summary>
    private async Task<Prepared> PrepareAsync(Generation wanted, string text, TextRole role, TimeSpan patience, CancellationToken cancellation)
    {
        try
        {
            var opening = models.OpenAsync(wanted.Name ?? wanted.Model, cancellation);
            if (!opening.IsCompleted && patience != Timeout.InfiniteTimeSpan && !await EndsWithinAsync(opening, patience).ConfigureAwait(false))
            {
                return new Prepared(null, null, $"{wanted.Model} is being opened", BetterSoon: true);
            }
            var model = await opening.ConfigureAwait(false);
            if (model.Embedder.Fingerprint != wanted.Fingerprint)
            {
                return new Prepared(null, null, $"{wanted.Model} is another file than the one that has read the code: `semsearch index` reads it again", BetterSoon: false);
            }
            var recent = role == TextRole.Query ? model.Queries : model.Texts;
            if (recent.TryGet(text, out var known)) return new Prepared(model, wanted, "", false, text, role, known);
            var refining = StartRefining();
            var computing = EmbedAsync(model, recent, text, role, refining.Token);
            await using (cancellation.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), refining).ConfigureAwait(false))
            {
                if (!await EndsWithinAsync(computing, patience).ConfigureAwait(false)) return new Prepared(null, null, $"{wanted.Model} is still reading the question", BetterSoon: true);
            }
            cancellation.ThrowIfCancellationRequested();
            return new Prepared(model, wanted, "", false, text, role, await computing.ConfigureAwait(false));
        }
        catch (Exception failure) when (IsOfTheModel(failure))
        {
            Meters.Failed("query", failure);
            return new Prepared(null, null, failure.Message, BetterSoon: false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Prepared(null, null, "another question came after it", BetterSoon: false);
        }
    }

    private static bool IsOfTheModel(Exception failure)
        => failure is WorkspaceException or WorkerUnavailableException or WorkerDiedException or EmbeddingRefusedException or LlamaException or ObjectDisposedException;

    /// <summary>Why the model that is to answer does not do so yet.</summary>
    private async Task<string> WhyNotAsync(string wish, TimeSpan patience, CancellationToken cancellation)
    {
        var state = building();
        if (state.Phase == ChosenModelPhase.Unavailable) return state.Reason;
        if (state is { Progress: { Total: > 0 } progress } && state.Phase == ChosenModelPhase.Building)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{state.Model} has read {100 * progress.Done / progress.Total} % of the code so far");
        }
        try
        {
            var opening = models.OpenAsync(wish, cancellation);
            if (!opening.IsCompleted && patience != Timeout.InfiniteTimeSpan && !await EndsWithinAsync(opening, patience).ConfigureAwait(false)) return $"{wish} is being opened";
            return $"{(await opening.ConfigureAwait(false)).Embedder.Choice.Id} has not read all of the code yet: `semsearch index` goes on with it";
        }
        catch (Exception failure) when (IsOfTheModel(failure))
        {
            return failure.Message;
        }
    }

    /// <summary>One question is refined at a time: who types on does not wait for what was typed before.</summary>
    private CancellationTokenSource StartRefining()
    {
        var fresh = new CancellationTokenSource(LongestRefining);
        Interlocked.Exchange(ref _refining, fresh)?.Cancel();
        return fresh;
    }

    private static async Task<float[]> EmbedAsync(OpenedModel model, RecentVectors recent, string text, TextRole role, CancellationToken cancellation)
    {
        var clock = Stopwatch.GetTimestamp();
        var vector = role == TextRole.Query
            ? await model.Embedder.EmbedQueryAsync(text, cancellation).ConfigureAwait(false)
            : await model.Embedder.EmbedPassageAsync(text, cancellation).ConfigureAwait(false);
        Meters.QuestionEmbedded(model.Embedder.Choice.Id, Stopwatch.GetElapsedTime(clock));
        recent.Add(text, vector);
        return vector;
    }

    private static async Task<bool> EndsWithinAsync(Task work, TimeSpan patience)
    {
        await Task.WhenAny(work, Task.Delay(patience)).ConfigureAwait(false);
        return work.IsCompleted;
    }

    private SearchAnswer Answer(Prepared prepared, Route route, Func<SearchEngine, SearchAnswer> search)
    {
        lock (_searching)
        {
            return words.InWords(() =>
            {
                if (OpenFoundation() is not { } foundation) return new SearchAnswer([], place.Foundation?.Id ?? SearchEngine.LexicalStep, []);
                CloseAllBut(route);
                var engine = prepared is { Model: { } model, Generation: { } generation } && OpenEngine(model, generation) is { } answering ? answering.Engine : foundation.Engine;
                // Again, because others may have asked a lot in between.
                if (prepared is { Vector: { } vector, Model: { } asked }) (prepared.Role == TextRole.Query ? asked.Queries : asked.Texts).Add(prepared.Text, vector);
                return search(engine) with { Reason = prepared.Reason, BetterSoon = prepared.BetterSoon };
            });
        }
    }

    /// <returns>What searches with the model that every file is indexed with; null while there is no index.</returns>
    private AnsweringEngine? OpenFoundation() => _foundation ??= AnsweringEngine.Open(place.IndexFile, reader => NewEngine(reader, place.Foundation));

    private AnsweringEngine? OpenEngine(OpenedModel model, Generation generation)
    {
        if (_engines.Remove(generation.Fingerprint, out var known))
        {
            if (known.Queries == model.Queries)
            {
                _engines.Add(generation.Fingerprint, known);
                return known.Answering;
            }
            // The model was opened anew: what it is asked from now on is kept elsewhere.
            known.Answering.Dispose();
        }

        var opened = AnsweringEngine.Open(place.IndexFile, reader =>
        {
            var cache = new EmbeddingCache(reader, generation, place.Memory);
            return NewEngine(reader, new KnownVectors(
                model.Embedder.Choice.Id, generation.Fingerprint, generation.Dimensions, model.Queries, model.Texts, (hash, values) => cache.TryRead(hash, values)));
        });
        if (opened is not null) _engines.Add(generation.Fingerprint, (opened, model.Queries));
        return opened;
    }

    /// <summary>An engine holds the codes of its generation: those of one that is gone, or that nobody will ask, give their memory back.</summary>
    private void CloseAllBut(Route route)
    {
        if (_engines.Count == 0 || route == Route.Nowhere) return;
        foreach (var fingerprint in _engines.Keys.Except(route.Live.Select(live => live.Fingerprint), StringComparer.Ordinal).ToList())
        {
            _engines[fingerprint].Answering.Dispose();
            _engines.Remove(fingerprint);
        }
    }

    private SearchEngine NewEngine(IndexDatabase reader, ITextEmbedder? embedder) => new(reader.Connection, embedder, place.Root, place.Source, place.Ranking);
}

/// <summary>What a text is to a model: they read the two in different ways.</summary>
internal enum TextRole
{
    Query,
    Document,
}
