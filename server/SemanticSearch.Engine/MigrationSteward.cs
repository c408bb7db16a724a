using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>
/// Looks after a change of the model: has the two compared when that is due, and moves the candidate on or back as <see cref="MigrationRules"/> say. Any process
/// may look; of two that decide the same, one moves.
/// </summary>
/// <param name="compare">Compares candidate and baseline, which may take minutes, and keeps the report in the index.</param>
internal sealed class MigrationSteward(string indexFile, MigrationMoves moves, QueryLog log, Func<CancellationToken, Task> compare)
{
    /// <summary>With all it takes: used by whoever keeps the index, in the background.</summary>
    /// <exception cref="WorkspaceException">One of the models cannot be asked now.</exception>
    public async Task StepAsync(CancellationToken cancellation)
    {
        if (await JudgeAsync().ConfigureAwait(false)) await compare(cancellation).ConfigureAwait(false);
    }

    /// <summary>By the figures that there are.</summary>
    /// <returns>Whether the two are to be compared.</returns>
    public async Task<bool> JudgeAsync()
    {
        if (Look() is not { } before) return false;
        // The figures are those of the table.
        await log.FlushAsync().ConfigureAwait(false);
        if (Look() is not { } seen || seen.Migration.Id != before.Migration.Id) return false;
        var decision = MigrationRules.Judge(seen.Migration, seen.Comparison, seen.Baseline, seen.Candidate);
        switch (decision.Move)
        {
            case MigrationMove.Back:
                moves.RollBack(decision.Reason);
                return false;
            case MigrationMove.Forward:
                moves.Canary(MigrationRules.Next(seen.Migration.Share), automatic: true, decision.Reason);
                return false;
            default:
                moves.Note(seen.Migration, decision.Reason);
                return seen.Comparison is null;
        }
    }

    private Seen? Look()
    {
        using var reader = IndexDatabase.OpenForReading(indexFile);
        if (reader is null || Migrations.Current(reader.Connection) is not { IsBuilt: true, Candidate: { } candidate } migration) return null;
        // Ready, it is a person's turn, unless it goes on by itself.
        if (migration.Stage == Migrations.Ready && !migration.Automatic) return null;
        var report = Comparisons.Latest(reader.Connection, migration.Baseline, candidate, migration.StartedAt);
        return new Seen(
            migration, report is null ? null : ComparisonJson.Read(report),
            QueryFigures.Read(reader, migration.Baseline, new DateTimeOffset(migration.StartedAt, TimeSpan.Zero)),
            QueryFigures.Read(reader, candidate, new DateTimeOffset(migration.Since, TimeSpan.Zero)));
    }

    private sealed record Seen(MigrationRow Migration, ComparisonReport? Comparison, CanaryFigures Baseline, CanaryFigures Candidate);
}
