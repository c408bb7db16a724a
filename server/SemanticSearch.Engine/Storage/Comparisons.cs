using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>Reports of comparisons of two generations.</summary>
public static class Comparisons
{
    /// <summary>Each takes some tens of KB.</summary>
    private const int Kept = 20;

    /// <param name="report">JSON.</param>
    public static void Add(IndexDatabase database, long baseline, long candidate, string report) => database.InTransaction(() =>
    {
        using var command = database.Command("INSERT INTO comparisons(baseline, candidate, compared_at, report) VALUES($baseline, $candidate, $now, $report)");
        command.Parameters.AddWithValue("$baseline", baseline);
        command.Parameters.AddWithValue("$candidate", candidate);
        command.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
        command.Parameters.AddWithValue("$report", report);
        command.ExecuteNonQuery();
        database.Execute($"DELETE FROM comparisons WHERE id <= (SELECT max(id) FROM comparisons) - {Kept}");
    });

    /// <param name="since">UTC ticks; earlier ones do not count.</param>
    /// <returns>The latest report on these two, as JSON; null when there is none.</returns>
    public static string? Latest(SqliteConnection connection, long baseline, long candidate, long since)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT report FROM comparisons WHERE baseline = $baseline AND candidate = $candidate AND compared_at >= $since ORDER BY id DESC LIMIT 1";
        command.Parameters.AddWithValue("$baseline", baseline);
        command.Parameters.AddWithValue("$candidate", candidate);
        command.Parameters.AddWithValue("$since", since);
        return command.ExecuteScalar() as string;
    }
}
