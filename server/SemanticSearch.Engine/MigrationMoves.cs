using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>
/// The steps of a change of the model, each atomic: first what is wanted is written to the setting, then the index in one transaction. A process that ends
/// between the two leaves the old state answering, and <see cref="Settle"/> completes the step. No step needs the write lease, so none waits for a builder.
/// </summary>
/// <param name="foundation">Fingerprint of the bundled model.</param>
/// <param name="changed">Called after a step, when the setting may be another one.</param>
internal sealed class MigrationMoves(string indexFile, WatchedSetting setting, string foundation, Action changed)
{
    /// <summary>Has a model built behind the one that answers. Begun already, it goes on.</summary>
    /// <param name="queryMilliseconds">What a question was said to take with it.</param>
    /// <exception cref="WorkspaceException">It answers already, or another one is under way.</exception>
    public void Start(string model, bool automatic, double? queryMilliseconds)
    {
        using var database = Open();
        var active = Active(database);
        var open = OpenMigration(database);
        if (open is { Stage: not Migrations.Promoted })
        {
            if (open.Model != model) throw new WorkspaceException($"A change to {open.Model} is under way. End it with `semsearch migrate rollback` first.");
            if (open.Automatic != automatic) database.Execute($"UPDATE migrations SET automatic = {(automatic ? 1 : 0)} WHERE id = {open.Id}");
            setting.Save(setting.Current with { Candidate = model, Paused = false });
            changed();
            return;
        }
        if (active.Name == model) throw new WorkspaceException($"{model} answers already.");

        setting.Save(setting.Current with { Candidate = model, Former = null, Paused = false });
        database.InTransaction(() =>
        {
            // The model before the last change cannot be gone back to any more: there is one way back at a time.
            if (open is not null) Migrations.Advance(database, open, Migrations.Ended, 100, automatic: false, $"a change to {model} was begun");
            Migrations.Start(database, model, active, automatic, queryMilliseconds);
        });
        changed();
    }

    /// <summary>Gives the candidate a share of the queries.</summary>
    /// <param name="share">Percent, 1 to 99; 100 is <see cref="Promote"/>.</param>
    /// <exception cref="WorkspaceException">There is no candidate, or it has not read everything.</exception>
    public void Canary(int share, bool automatic, string reason)
    {
        if (share is < 1 or > 100) throw new ArgumentException($"A share is 1 to 100 percent; {share} was asked for.");
        if (share == 100)
        {
            Promote(reason);
            return;
        }
        using var database = Open();
        var migration = Built(database);
        if (migration.Stage == Migrations.Promoted) throw new WorkspaceException($"{migration.Model} answers all queries already. `semsearch migrate rollback` goes back.");
        Migrations.Advance(database, migration, Migrations.Canary, share, automatic, reason);
        changed();
    }

    /// <summary>Makes the candidate the one that answers. Does nothing when it is already.</summary>
    /// <inheritdoc cref="Canary" path="/exception"/>
    public void Promote(string reason)
    {
        using var database = Open();
        var migration = Built(database);
        if (migration.Stage == Migrations.Promoted) return;
        var candidate = Candidate(database, migration);
        var former = Of(database, migration.Baseline);
        setting.Save(new ModelSetting(migration.Model, null, former?.Fingerprint == foundation ? null : former?.Name));
        database.InTransaction(() =>
        {
            if (Migrations.Advance(database, migration, Migrations.Promoted, 100, migration.Automatic, reason)) Generations.Serve(database, candidate);
        });
        changed();
    }

    /// <summary>Goes back to the model that answered when the change began. Does nothing when that was done already.</summary>
    /// <param name="reason">In words; shown wherever the change is.</param>
    /// <returns>False when there is nothing to go back from.</returns>
    /// <exception cref="WorkspaceException">The model before is not there any more.</exception>
    public bool RollBack(string reason)
    {
        using var database = Open();
        if (Migrations.Current(database.Connection) is { Stage: Migrations.RolledBack } done && Active(database).Id == done.Baseline) return true;
        if (OpenMigration(database) is not { } migration) return false;
        var baseline = Of(database, migration.Baseline);
        if (baseline is null or { State: Generations.Archived })
        {
            throw new WorkspaceException($"The model before was archived or purged, so there is nothing to go back to at once. `semsearch migrate start {baseline?.Name ?? "<model>"}` brings it back.");
        }
        var name = baseline.Fingerprint == foundation ? null : baseline.Name;
        setting.Save(new ModelSetting(migration.Stage == Migrations.Promoted ? name : setting.Current.Model));
        database.InTransaction(() =>
        {
            if (Migrations.Advance(database, migration, Migrations.RolledBack, 0, automatic: false, reason) && migration.Stage == Migrations.Promoted) Generations.Serve(database, baseline);
        });
        changed();
        return true;
    }

    /// <summary>A choice was made outright, so that there is no change to compare or to take back any more.</summary>
    /// <returns>Whether there was one.</returns>
    public bool End(string reason)
    {
        if (IndexDatabase.OpenForReading(indexFile) is not { } reader) return false;
        using (reader)
        {
            if (Migrations.Current(reader.Connection) is not { IsOpen: true }) return false;
        }
        using var database = IndexDatabase.OpenBesideWriter(indexFile);
        return OpenMigration(database) is { } migration && Migrations.Advance(database, migration, Migrations.Ended, migration.Share, automatic: false, reason);
    }

    /// <summary>Drops what a generation keeps for each chunk; its embeddings stay. An archived one is left as it is.</summary>
    /// <param name="model">Its name, or the id of its model.</param>
    /// <exception cref="WorkspaceException">It answers, or there is none.</exception>
    public Generation Archive(string model)
    {
        using var database = Open();
        var generation = Generations.All(database.Connection).LastOrDefault(known => (known.Name ?? known.Model) == model || known.Model == model)
            ?? throw new WorkspaceException($"This folder has no vectors of '{model}'. `semsearch migrate status` shows those that it has.");
        if (generation.Fingerprint == foundation) throw new WorkspaceException("The bundled model is what every file is indexed with at once; it stays.");
        if (generation.State == Generations.ActiveState) throw new WorkspaceException($"{model} is what answers. Choose another model first, or go back with `semsearch migrate rollback`.");
        if (generation.State == Generations.Archived) return generation;

        var wish = setting.Current;
        setting.Save(wish with { Candidate = wish.Candidate == generation.Name ? null : wish.Candidate, Former = wish.Former == generation.Name ? null : wish.Former });
        changed();
        database.InTransaction(() =>
        {
            if (OpenMigration(database) is { } migration && (migration.Candidate == generation.Id || migration.Baseline == generation.Id))
            {
                Migrations.Advance(database, migration, Migrations.Ended, migration.Share, automatic: false, $"{model} was archived");
            }
            Generations.Archive(database, generation);
        });
        return generation;
    }

    /// <summary>Says what the next step waits for.</summary>
    public void Note(MigrationRow migration, string reason)
    {
        if (migration.Reason == reason) return;
        using var database = Open();
        Migrations.Note(database, migration, reason);
    }

    /// <summary>Tells whoever builds that there is something else to do.</summary>
    public void Changed() => changed();

    /// <summary>Brings the index to what the setting wants, where a process ended between the two. The caller holds the write lease.</summary>
    public void Settle(IndexDatabase database)
    {
        var wish = setting.Current;
        var migration = OpenMigration(database);
        if (wish.Candidate is { } model && (migration is null || (migration.Model != model && migration.Stage == Migrations.Promoted)))
        {
            database.InTransaction(() => Migrations.Start(database, model, Active(database), automatic: false, queryMilliseconds: null));
        }
        else if (migration is { Stage: not Migrations.Promoted } && wish.Candidate != migration.Model && wish.Model != migration.Model)
        {
            Migrations.Advance(database, migration, Migrations.RolledBack, 0, automatic: false, "it was taken back");
        }
        else if (migration is { Stage: Migrations.Promoted } && wish.Model != migration.Model && Of(database, migration.Baseline) is { State: not Generations.Archived } baseline)
        {
            database.InTransaction(() =>
            {
                Migrations.Advance(database, migration, Migrations.RolledBack, 0, automatic: false, "it was taken back");
                Generations.Serve(database, baseline);
            });
        }
    }

    private IndexDatabase Open()
    {
        if (!File.Exists(indexFile)) throw new WorkspaceException("This folder is not indexed yet. Run `semsearch index` first.");
        return IndexDatabase.OpenBesideWriter(indexFile);
    }

    private static Generation Active(IndexDatabase database) => Generations.Active(database.Connection)
        ?? throw new WorkspaceException("This folder is not indexed yet. Run `semsearch index` first.");

    private static MigrationRow? OpenMigration(IndexDatabase database) => Migrations.Current(database.Connection) is { IsOpen: true } migration ? migration : null;

    private static MigrationRow Built(IndexDatabase database)
    {
        var migration = OpenMigration(database) ?? throw new WorkspaceException("No change of the model is under way. Begin one with `semsearch migrate start <model>`.");
        if (!migration.IsBuilt) throw new WorkspaceException($"{migration.Model} has not read all of the code yet. `semsearch migrate status` shows how far it is; `semsearch index` goes on with it.");
        return migration;
    }

    private static Generation Candidate(IndexDatabase database, MigrationRow migration)
    {
        var candidate = Of(database, migration.Candidate);
        if (candidate is not { State: Generations.Shadow })
        {
            throw new WorkspaceException($"{migration.Model} lacks vectors of code that is new. `semsearch index` computes them; then try again.");
        }
        return candidate;
    }

    private static Generation? Of(IndexDatabase database, long? id) => Generations.All(database.Connection).FirstOrDefault(generation => generation.Id == id);
}
