using SemanticSearch.Engine;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Models;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Rpc;

/// <summary>Changing the model of a folder: the answers to an editor's requests about it.</summary>
/// <param name="store">Knows which model a name means.</param>
/// <param name="folderOf">The session of a workspace folder, by its path.</param>
/// <param name="tell">Told how far a long request is.</param>
internal sealed class EditorMigrations(Func<ModelStore> store, Func<string, FolderSession> folderOf, Action<ModelProgressParams> tell)
{
    public MigrationResult Status(MigrationParams asked) => MigrationView.Of(folderOf(asked.Folder).Opened.Migration.Status());

    /// <summary>Tries the model on the folder's code, and says what a change to it would cost.</summary>
    public async Task<EstimateResult> PlanAsync(ModelParams asked, CancellationToken cancellation)
    {
        var index = folderOf(asked.Folder).Opened;
        tell(new ModelProgressParams(asked.Model, "trying it on this folder's code", 0, 0));
        var estimate = await index.EstimateAsync(asked.Model, cancellation).ConfigureAwait(false);
        return EditorModels.View(estimate, PlanText.Of(estimate, index.Migration.Status().Active));
    }

    public Task<MigrationResult> StartAsync(StartMigrationParams asked, CancellationToken cancellation) => ChangeAsync(asked.Folder, async migration =>
    {
        var choice = await store().ResolveAsync(asked.Model, asked.Folder, null, cancellation).ConfigureAwait(false);
        return await migration.StartAsync(choice.Name, asked.Automatic, cancellation).ConfigureAwait(false);
    });

    public async Task<ComparisonResult> CompareAsync(MigrationParams asked, CancellationToken cancellation)
    {
        var migration = folderOf(asked.Folder).Opened.Migration;
        var candidate = migration.Status().Candidate ?? "";
        var report = await migration.CompareAsync(
            new Throttled<ComparisonProgress>(progress => tell(new ModelProgressParams(candidate, progress.Work, progress.Done, progress.Total))), cancellation).ConfigureAwait(false);
        return MigrationView.Of(report);
    }

    public ComparisonResult? LastComparison(MigrationParams asked) => folderOf(asked.Folder).Opened.Migration.LastComparison() is { } report ? MigrationView.Of(report) : null;

    public MigrationResult Canary(CanaryParams asked) => Change(asked.Folder, migration => migration.Canary(asked.Share, asked.Automatic));

    public MigrationResult Promote(MigrationParams asked) => Change(asked.Folder, migration => migration.Promote());

    public MigrationResult RollBack(MigrationParams asked) => Change(asked.Folder, migration => migration.RollBack());

    public MigrationResult Pause(MigrationParams asked) => Change(asked.Folder, migration => migration.Pause());

    public MigrationResult Resume(MigrationParams asked) => Change(asked.Folder, migration => migration.Resume());

    public MigrationResult Archive(ModelParams asked) => Change(asked.Folder, migration =>
    {
        migration.Archive(asked.Model);
        return migration.Status();
    });

    public async Task<PurgeResult> PurgeAsync(PurgeParams asked, CancellationToken cancellation)
    {
        var session = folderOf(asked.Folder);
        var purged = await session.Opened.Migration.PurgeAsync(asked.Model, cancellation).ConfigureAwait(false);
        session.LookAgain();
        return new PurgeResult(purged.Models, purged.BytesBefore, purged.BytesAfter);
    }

    public MigrationErrorsResult Errors(MigrationParams asked) => new([.. folderOf(asked.Folder).Opened.Migration.Errors().OrderBy(letter => letter.FailedAt).Select(MigrationView.Of)]);

    public RetryResult Retry(RetryParams asked) => new(folderOf(asked.Folder).Opened.Migration.Retry(asked.Hash));

    public HealthResult Health(MigrationParams asked) => folderOf(asked.Folder).Health();

    private MigrationResult Change(string folder, Func<ModelMigration, MigrationStatus> change)
    {
        var session = folderOf(folder);
        var status = change(session.Opened.Migration);
        session.LookAgain();
        return MigrationView.Of(status);
    }

    private async Task<MigrationResult> ChangeAsync(string folder, Func<ModelMigration, Task<MigrationStatus>> change)
    {
        var session = folderOf(folder);
        var status = await change(session.Opened.Migration).ConfigureAwait(false);
        session.LookAgain();
        return MigrationView.Of(status);
    }
}
