using System.Diagnostics;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Indexing;

/// <summary>
/// Builds the generation of a chosen model behind the one that files are indexed with, and keeps it whole: takes the chunks that lack a vector, from the
/// cache or from the model, and writes them batch by batch, so that a run that is stopped or killed is simply gone on with. When no chunk lacks one, the
/// generation answers.
/// </summary>
/// <param name="stale">Told of files whose text is no longer what was indexed.</param>
internal sealed class GenerationBuilder(
    string root, string indexFile, ScanOptions scan, GgufEmbedder embedder, Generation generation, EmbeddingMemory memory, Action<IEnumerable<string>> stale)
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

    /// <summary>Brings the generation up to what is indexed now. May run beside the indexer, over a connection of its own.</summary>
    /// <exception cref="WorkerUnavailableException">The model cannot be used now; what is written stays.</exception>
    public async Task<GenerationReport> RunAsync(IProgress<GenerationProgress>? progress, CancellationToken cancellation)
    {
        using var database = IndexDatabase.OpenBesideWriter(indexFile);
        using var writer = new GenerationWriter(database, generation);
        using var cache = new EmbeddingCache(database, generation, memory);
        var run = new Run(this, database, writer, cache, progress);
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
        private long _total, _bare, _computed, _reused, _refused, _characters;

        public async Task CompleteAsync(CancellationToken cancellation)
        {
            var skipped = new HashSet<long>();
            while (true)
            {
                var bare = writer.FindBare().Where(id => !skipped.Contains(id)).ToList();
                _total = database.Number("SELECT count(*) FROM chunks");
                _bare = bare.Count + skipped.Count;
                if (_bare > _total * BareShare) StepBack();
                if (bare.Count == 0) break;
                Tell();
                foreach (var portion in bare.Chunk(Portion))
                {
                    cancellation.ThrowIfCancellationRequested();
                    await EmbedAsync(portion, skipped, cancellation).ConfigureAwait(false);
                }
            }

            foreach (var segment in SegmentCodes.FindMissing(database.Connection, owner.Generation))
            {
                cancellation.ThrowIfCancellationRequested();
                database.InTransaction(() => SegmentCodes.Complete(database.Connection, segment, owner.Generation));
            }

            writer.DropOrphans();
            if (_bare <= _total * BareShare) database.InTransaction(() => Generations.Serve(database, owner.Generation));
            Tell();
        }

        public void Count() => Tables.CountEmbeddings(database, _reused, _computed);

        public GenerationReport Report() => new(_total, _bare, _computed, _reused, _refused, _clock.Elapsed);

        /// <summary>Lets the generation before answer until this one is whole again.</summary>
        private void StepBack() => database.InTransaction(() =>
        {
            if (Generations.Active(database.Connection) is { } active && active.Id == owner.Generation.Id
                && Generations.Live(database.Connection).FirstOrDefault(other => other.State == Generations.Shadow) is { } before)
            {
                Generations.Serve(database, before, Generations.Building);
            }
        });

        private async Task EmbedAsync(long[] ids, HashSet<long> skipped, CancellationToken cancellation)
        {
            var known = new List<EmbeddedChunk>();
            var unknown = new Dictionary<string, List<BareChunk>>();
            var texts = new List<string>();
            var chunksOf = new List<List<BareChunk>>();
            var sources = new SourceTexts(owner.Root, owner.Scan);
            var halves = new Half[owner.Generation.Dimensions];
            foreach (var id in ids)
            {
                if (writer.Read(id) is not { } chunk) continue;
                switch (cache.Find(chunk.ContentHash, halves))
                {
                    case EmbeddingCache.Found.Vector:
                        known.Add(new EmbeddedChunk(id, chunk.ContentHash, [.. halves.Select(value => (float)value)], null, IsNew: false));
                        continue;
                    case EmbeddingCache.Found.Refusal:
                        known.Add(new EmbeddedChunk(id, chunk.ContentHash, null, null, IsNew: false));
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
            _computing.Start();
            try
            {
                await owner.Embedder.EmbedDocumentsAsync(
                    texts,
                    (index, vector, refusal) =>
                    {
                        foreach (var chunk in chunksOf[index]) waiting.Remove(chunk.Id);
                        done.AddRange(chunksOf[index].Select(chunk => new EmbeddedChunk(chunk.Id, chunk.ContentHash, vector, refusal, IsNew: true)));
                        _computed++;
                        _characters += texts[index].Length;
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
                // What was computed is kept, whatever ended the run.
                Flush(done);
            }
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

    private string Root => root;

    private ScanOptions Scan => scan;

    private GgufEmbedder Embedder => embedder;

    private Generation Generation => generation;

    private void Stale(IReadOnlyCollection<string> paths)
    {
        if (paths.Count > 0) stale(paths);
    }
}
