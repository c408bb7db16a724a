using System.Diagnostics;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Indexing;

/// <summary>What a generation is built for.</summary>
internal enum GenerationRole
{
    /// <summary>It answers as soon as it is whole.</summary>
    Answering,

    /// <summary>It is a candidate of a change of the model: whole, it stands by.</summary>
    Candidate,

    /// <summary>It answered before, and stands by.</summary>
    Former,
}

/// <summary>
/// Builds the generation of a model behind the one that files are indexed with, and keeps it whole: takes the chunks that lack a vector, from the
/// cache or from the model, and writes them batch by batch, so that a run that is stopped or killed is simply gone on with.
/// </summary>
/// <param name="foundation">Answers while a generation that should is not whole.</param>
internal sealed class GenerationBuilder(UpkeepPlace place, GgufEmbedder embedder, Generation generation, Generation foundation, GenerationRole role)
{
    /// <summary>Chunks that are looked at together: enough for texts of like length to meet in a batch.</summary>
    private const int Portion = 256;

    /// <summary>Vectors after which a transaction is written: what a crash may cost, and how often progress is told.</summary>
    private const int WriteEvery = 16;

    /// <summary>
    /// While more than this share of the chunks lacks a vector, the generation before answers: a branch was switched, or a folder was added. What is missing
    /// below that is found by its words meanwhile.
    /// </summary>
    private const double BareShare = 0.05;

    /// <summary>Before each further attempt at a text that the model failed at: a worker may have died of something else.</summary>
    private static readonly TimeSpan[] BackOff = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)];

    /// <summary>Brings the generation up to what is indexed now. May run beside the indexer, over a connection of its own.</summary>
    /// <exception cref="WorkerUnavailableException">The model cannot be used now; what is written stays.</exception>
    public async Task<GenerationReport> RunAsync(IProgress<GenerationProgress>? progress, CancellationToken cancellation)
    {
        using var database = IndexDatabase.OpenBesideWriter(place.IndexFile);
        using var writer = new GenerationWriter(database, generation);
        using var cache = new EmbeddingCache(database, generation, place.Memory);
        var run = new Run(this, database, writer, cache, progress);
        using var queue = Meters.ObserveQueue("vectors", () => run.Bare);
        try
        {
            await run.CompleteAsync(cancellation).ConfigureAwait(false);
            return run.Report();
        }
        finally
        {
            run.Count();
        }
    }

    private sealed class Run(
        GenerationBuilder owner, IndexDatabase database, GenerationWriter writer, EmbeddingCache cache, IProgress<GenerationProgress>? progress)
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Stopwatch _computing = new();

        /// <summary>By chunk: how often the model has failed at its text in this run.</summary>
        private readonly Dictionary<long, int> _failures = [];
        private (long Reused, long Computed) _counted;
        private long _total, _bare, _computed, _reused, _refused;

        /// <summary>Chunks that lack a vector.</summary>
        public long Bare => Interlocked.Read(ref _bare);

        private bool IsWhole => _bare <= _total * BareShare;

        public async Task CompleteAsync(CancellationToken cancellation)
        {
            var skipped = new HashSet<long>();
            while (true)
            {
                var interest = owner.Place.Interest.Version;
                var bare = writer.FindBare(owner.Place.Interest.Paths).Where(id => !skipped.Contains(id)).ToList();
                _total = database.Number("SELECT count(*) FROM chunks");
                _bare = bare.Count + skipped.Count;
                if (!IsWhole) StepBack();
                if (bare.Count == 0) break;
                Tell();
                var untried = bare.FindAll(id => !_failures.ContainsKey(id));
                if (untried.Count == 0) await Task.Delay(BackOff[bare.Min(id => _failures[id]) - 1], owner.Place.Time, cancellation).ConfigureAwait(false);
                foreach (var portion in (untried.Count > 0 ? untried : bare).Chunk(Portion))
                {
                    cancellation.ThrowIfCancellationRequested();
                    await EmbedAsync(portion, skipped, cancellation).ConfigureAwait(false);
                    // Somebody has to do with other files now.
                    if (owner.Place.Interest.Version != interest) break;
                }
            }

            foreach (var segment in SegmentCodes.FindMissing(database.Connection, owner.Generation))
            {
                cancellation.ThrowIfCancellationRequested();
                database.InTransaction(() => SegmentCodes.Complete(database.Connection, segment, owner.Generation));
            }

            writer.DropOrphans();
            // Before it answers: whoever watches the cache takes what comes after for what users wait for.
            Count();
            if (IsWhole) database.InTransaction(StepForward);
            Tell();
        }

        /// <summary>Adds what was done since the last time to the index's counts.</summary>
        public void Count()
        {
            Tables.CountEmbeddings(database, _reused - _counted.Reused, _computed - _counted.Computed);
            Meters.CacheLookedUp(_reused - _counted.Reused, _computed - _counted.Computed);
            _counted = (_reused, _computed);
        }

        public GenerationReport Report() => new(owner.Embedder.Choice.Id, _total, _bare, _computed, _reused, _refused, _clock.Elapsed);

        private void StepForward()
        {
            var migration = Migrations.Current(database.Connection) is { IsOpen: true } open && open.Candidate == owner.Generation.Id ? open : null;
            if (owner.Role != GenerationRole.Answering)
            {
                Generations.Complete(database, owner.Generation, whole: true);
                if (migration is { Stage: Migrations.Building }) Migrations.Advance(database, migration, Migrations.Ready, 0, migration.Automatic, "");
                return;
            }

            Generations.Serve(database, owner.Generation);
            // A promotion that was interrupted half-way.
            if (migration is { Stage: not Migrations.Promoted }) Migrations.Advance(database, migration, Migrations.Promoted, 100, migration.Automatic, "");
        }

        /// <summary>Lets another generation answer until this one is whole again.</summary>
        private void StepBack()
        {
            if (owner.Role != GenerationRole.Answering) Generations.Complete(database, owner.Generation, whole: false);
            else if (Generations.Active(database.Connection)?.Id == owner.Generation.Id)
            {
                database.InTransaction(() => Generations.Serve(database, owner.Foundation, Generations.Building));
            }
        }

        private async Task EmbedAsync(long[] ids, HashSet<long> skipped, CancellationToken cancellation)
        {
            var known = new List<EmbeddedChunk>();
            var unknown = new Dictionary<string, List<BareChunk>>();
            var texts = new List<string>();
            var chunksOf = new List<List<BareChunk>>();
            var sources = new SourceTexts(owner.Place.Root, owner.Place.Scan);
            var halves = new Half[owner.Generation.Dimensions];
            foreach (var id in ids)
            {
                if (writer.Read(id) is not { } chunk) continue;
                switch (cache.Find(chunk.ContentHash, halves))
                {
                    case EmbeddingCache.Found.Vector:
                        known.Add(new EmbeddedChunk(chunk, [.. halves.Select(value => (float)value)], null, IsNew: false));
                        continue;
                    case EmbeddingCache.Found.Refusal:
                        known.Add(new EmbeddedChunk(chunk, null, null, IsNew: false));
                        continue;
                }

                var key = Convert.ToHexString(chunk.ContentHash);
                if (unknown.TryGetValue(key, out var same)) same.Add(chunk);
                else if (sources.EmbeddedTextOf(chunk) is { } text)
                {
                    unknown.Add(key, [chunk]);
                    texts.Add(text);
                    chunksOf.Add(unknown[key]);
                }
                else
                {
                    // It comes back as another chunk once its file is indexed again.
                    skipped.Add(id);
                }
            }

            owner.Stale(sources.Stale);
            writer.Write(known);
            _reused += known.Count;
            _bare -= known.Count;
            if (texts.Count > 0) await ComputeAsync(texts, chunksOf, skipped, cancellation).ConfigureAwait(false);
            else Tell();
        }

        private async Task ComputeAsync(List<string> texts, List<List<BareChunk>> chunksOf, HashSet<long> skipped, CancellationToken cancellation)
        {
            var done = new List<EmbeddedChunk>();
            var waiting = chunksOf.SelectMany(chunks => chunks).Select(chunk => chunk.Id).ToHashSet();
            var before = _computed;
            var clock = Stopwatch.GetTimestamp();
            _computing.Start();
            try
            {
                await owner.Embedder.EmbedDocumentsAsync(
                    texts,
                    (index, vector, refusal) =>
                    {
                        foreach (var chunk in chunksOf[index]) waiting.Remove(chunk.Id);
                        _computed++;
                        if (refusal is not null && IsToBeTriedAgain(chunksOf[index])) return;
                        var failure = refusal is null ? null : new Refusal(refusal, BackOff.Length + 1);
                        done.AddRange(chunksOf[index].Select(chunk => new EmbeddedChunk(chunk, vector, failure, IsNew: true)));
                        if (refusal is not null) _refused++;
                        if (done.Count >= WriteEvery) Flush(done);
                    },
                    cancellation).ConfigureAwait(false);
                // Too long for what memory there is just now.
                skipped.UnionWith(waiting);
            }
            finally
            {
                _computing.Stop();
                Meters.PassagesEmbedded(owner.Embedder.Choice.Id, (int)(_computed - before), Stopwatch.GetElapsedTime(clock));
                // What was computed is kept, whatever ended the run.
                Flush(done);
            }
        }

        private bool IsToBeTriedAgain(List<BareChunk> chunks)
        {
            var failures = _failures.GetValueOrDefault(chunks[0].Id) + 1;
            foreach (var chunk in chunks) _failures[chunk.Id] = failures;
            return failures <= BackOff.Length;
        }

        private void Flush(List<EmbeddedChunk> done)
        {
            writer.Write(done);
            _bare -= done.Count;
            done.Clear();
            Tell();
        }

        private void Tell()
        {
            var seconds = _computing.Elapsed.TotalSeconds;
            var rate = seconds > 0 ? _computed / seconds : 0;
            progress?.Report(new GenerationProgress(
                owner.Embedder.Choice.Id, _total - _bare, _total, _computed, rate > 0 ? TimeSpan.FromSeconds(_bare / rate) : null));
        }
    }

    private UpkeepPlace Place => place;

    private GgufEmbedder Embedder => embedder;

    private Generation Generation => generation;

    private Generation Foundation => foundation;

    private GenerationRole Role => role;

    private void Stale(IReadOnlyCollection<string> paths)
    {
        if (paths.Count > 0) place.Stale(paths);
    }
}
