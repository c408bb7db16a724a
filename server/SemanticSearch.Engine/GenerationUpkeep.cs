using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Indexing;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>What is built for, and where.</summary>
/// <param name="Foundation">The model that every file is indexed with.</param>
/// <param name="Stale">Told of files whose text is no longer what was indexed.</param>
/// <param name="Interest">What is read first.</param>
internal sealed record UpkeepPlace(
    string Root, string IndexFile, ScanOptions Scan, ITextEmbedder Foundation, EmbeddingMemory Memory, Action<IEnumerable<string>> Stale, Interest Interest, TimeProvider Time);

/// <summary>
/// Gives every model that the setting names a generation that is whole, one after the other, and archives those of all others. The caller holds the write
/// lease. Doing it again does what is left, which may be nothing.
/// </summary>
internal sealed class GenerationUpkeep(UpkeepPlace place, WatchedSetting setting, OpenModels models, MigrationMoves moves)
{
    /// <returns>A report for each model, in the order of the setting; none while building is paused.</returns>
    /// <exception cref="WorkspaceException">One of the models cannot be used; the others are built.</exception>
    public async Task<IReadOnlyList<GenerationReport>> RunAsync(IProgress<GenerationProgress>? progress, CancellationToken cancellation)
    {
        var wish = setting.Current;
        if (wish.Paused || (wish.Wanted.Count == 0 && !HasOthers())) return [];
        using var database = IndexDatabase.OpenBesideWriter(place.IndexFile);
        var foundation = Generations.Of(database.Connection, place.Foundation.Fingerprint)
            ?? Generations.Foundation(database, place.Foundation.Fingerprint, place.Foundation.Id, place.Foundation.Dimensions);
        moves.Settle(database);
        if (wish.Model is null && Generations.Active(database.Connection)?.Id != foundation.Id) database.InTransaction(() => Generations.Serve(database, foundation));

        var reports = new List<GenerationReport>();
        var kept = new HashSet<long>();
        Exception? failed = null;
        foreach (var name in wish.Wanted)
        {
            try
            {
                var (generation, report) = await KeepAsync(database, foundation, name, wish, progress, cancellation).ConfigureAwait(false);
                kept.Add(generation.Id);
                reports.Add(report);
            }
            catch (Exception failure) when (failure is WorkspaceException or WorkerUnavailableException)
            {
                // The other models are not to suffer from it.
                failed ??= failure;
            }
        }

        if (failed is not null) throw failed is WorkspaceException ? failed : new WorkspaceException(failed.Message, failed);
        if (setting.Current == wish) Tidy(database, foundation, wish, kept);
        return reports;
    }

    private async Task<(Generation Generation, GenerationReport Report)> KeepAsync(
        IndexDatabase database, Generation foundation, string name, ModelSetting wish, IProgress<GenerationProgress>? progress, CancellationToken cancellation)
    {
        var role = name == wish.Model ? GenerationRole.Answering : name == wish.Candidate ? GenerationRole.Candidate : GenerationRole.Former;
        if (role == GenerationRole.Former && Generations.Live(database.Connection).FirstOrDefault(known => known.Name == name) is { } former)
        {
            // Its model need not be loaded as long as nothing changes.
            using var writer = new GenerationWriter(database, former);
            if (writer.FindBare([]).Count == 0) return (former, GenerationReport.Nothing(former.Model, database.Number("SELECT count(*) FROM chunks")));
        }

        var embedder = (await models.OpenAsync(name, cancellation).ConfigureAwait(false)).Embedder;
        var generation = Generations.Keep(database, embedder.Fingerprint, embedder.Choice.Id, name, embedder.Dimensions);
        if (role == GenerationRole.Candidate && Migrations.Current(database.Connection) is { IsOpen: true } migration && migration.Model == name && migration.Candidate != generation.Id)
        {
            Migrations.SetCandidate(database, migration, generation);
        }

        var builder = new GenerationBuilder(place, embedder, generation, foundation, role);
        return (generation, await builder.RunAsync(progress, cancellation).ConfigureAwait(false));
    }

    private void Tidy(IndexDatabase database, Generation foundation, ModelSetting wish, HashSet<long> kept)
    {
        var active = Generations.Active(database.Connection);
        // What was chosen outright has taken over; only a promotion can be taken back.
        if (wish.Former is not null && active is not null && active.Name == wish.Model && Migrations.Current(database.Connection) is not { Stage: Migrations.Promoted })
        {
            setting.Save(wish with { Former = null });
            kept.RemoveWhere(id => Generations.All(database.Connection).Any(generation => generation.Id == id && generation.Name == wish.Former && wish.Former != wish.Model));
        }

        Generations.ArchiveAllBut(database, foundation, kept);
    }

    /// <summary>Whether there are generations besides the foundation that nobody wants any more.</summary>
    private bool HasOthers()
    {
        using var reader = IndexDatabase.OpenForReading(place.IndexFile);
        return reader is not null && Generations.Live(reader.Connection).Any(generation => generation.Fingerprint != place.Foundation.Fingerprint);
    }
}
