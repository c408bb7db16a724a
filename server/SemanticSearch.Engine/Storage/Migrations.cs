using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>A change of the model, as the index knows it.</summary>
/// <param name="Model">What the candidate is opened by.</param>
/// <param name="Candidate">Its generation; null until the model was opened.</param>
/// <param name="Baseline">The generation that answered when it began.</param>
/// <param name="Share">Percent of the queries that the candidate answers.</param>
/// <param name="Since">UTC ticks of the last change of stage or share.</param>
/// <param name="QueryMilliseconds">What a question was said to take beforehand; null when nobody asked.</param>
/// <param name="Reason">Why it is where it is, in words.</param>
public sealed record MigrationRow(
    long Id, string Model, long? Candidate, long Baseline, string Stage, int Share, bool Automatic, long Since, long StartedAt, double? QueryMilliseconds, string Reason)
{
    /// <summary>Whether the candidate is still one, or has just taken over and is watched.</summary>
    public bool IsOpen => Stage is not (Migrations.RolledBack or Migrations.Ended);

    /// <summary>Whether the candidate may answer.</summary>
    public bool IsBuilt => Stage is Migrations.Ready or Migrations.Canary or Migrations.Promoted;
}

/// <summary>Reads and writes the table of changes of the model. The newest counts.</summary>
public static class Migrations
{
    /// <summary>The values of migrations.stage.</summary>
    public const string Building = "building", Ready = "ready", Canary = "canary", Promoted = "promoted", RolledBack = "rolled-back", Ended = "ended";

    public static MigrationRow? Current(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, model, candidate, baseline, stage, share, automatic, since, started_at, query_ms, reason FROM migrations ORDER BY id DESC LIMIT 1";
        using var reader = command.ExecuteReader();
        return reader.Read()
            ? new MigrationRow(
                reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), reader.GetInt32(5),
                reader.GetInt64(6) == 1, reader.GetInt64(7), reader.GetInt64(8), reader.IsDBNull(9) ? null : reader.GetDouble(9), reader.GetString(10))
            : null;
    }

    /// <summary>Begins one, in the caller's transaction.</summary>
    public static void Start(IndexDatabase database, string model, Generation baseline, bool automatic, double? queryMilliseconds)
    {
        using var command = database.Command("""
            INSERT INTO migrations(model, baseline, stage, automatic, since, started_at, query_ms) VALUES($model, $baseline, 'building', $automatic, $now, $now, $query)
            """);
        command.Parameters.AddWithValue("$model", model);
        command.Parameters.AddWithValue("$baseline", baseline.Id);
        command.Parameters.AddWithValue("$automatic", automatic ? 1 : 0);
        command.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
        command.Parameters.AddWithValue("$query", (object?)queryMilliseconds ?? DBNull.Value);
        command.ExecuteNonQuery();
    }

    /// <summary>The candidate's model was opened.</summary>
    public static void SetCandidate(IndexDatabase database, MigrationRow migration, Generation candidate)
        => database.Execute($"UPDATE migrations SET candidate = {candidate.Id} WHERE id = {migration.Id}");

    /// <summary>Moves on from where the caller saw it: of two processes that decide the same, one does.</summary>
    /// <returns>False when it is not there any more.</returns>
    public static bool Advance(IndexDatabase database, MigrationRow from, string stage, int share, bool automatic, string reason)
    {
        using var command = database.Command("""
            UPDATE migrations SET stage = $stage, share = $share, automatic = $automatic, since = $now, reason = $reason WHERE id = $id AND stage = $before AND share = $had
            """);
        command.Parameters.AddWithValue("$stage", stage);
        command.Parameters.AddWithValue("$share", share);
        command.Parameters.AddWithValue("$automatic", automatic ? 1 : 0);
        command.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
        command.Parameters.AddWithValue("$reason", reason);
        command.Parameters.AddWithValue("$id", from.Id);
        command.Parameters.AddWithValue("$before", from.Stage);
        command.Parameters.AddWithValue("$had", from.Share);
        return command.ExecuteNonQuery() == 1;
    }

    /// <summary>Says what an automatic step waits for; its stage stays.</summary>
    public static void Note(IndexDatabase database, MigrationRow migration, string reason)
    {
        if (migration.Reason == reason) return;
        using var command = database.Command("UPDATE migrations SET reason = $reason WHERE id = $id AND stage = $stage");
        command.Parameters.AddWithValue("$reason", reason);
        command.Parameters.AddWithValue("$id", migration.Id);
        command.Parameters.AddWithValue("$stage", migration.Stage);
        command.ExecuteNonQuery();
    }
}
