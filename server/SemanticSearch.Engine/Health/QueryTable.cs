using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Health;

/// <summary>Writing of the table of queries.</summary>
internal static class QueryTable
{
    /// <summary>Rows that are kept: weeks of one person's searching, about two megabytes.</summary>
    public const int Kept = 20_000;

    /// <summary>Writes all of them or, when it throws, none.</summary>
    public static void Write(IndexDatabase database, IReadOnlyList<QueryNote> notes)
    {
        using var insert = database.Command("""
            INSERT INTO queries(asked_at, generation, answered, microseconds, hits, text, token)
            VALUES($at, $generation, $answered, $microseconds, $hits, $text, $token)
            """);
        using var open = database.Command("""
            UPDATE queries SET opened = $place
            WHERE id = (SELECT id FROM queries WHERE token = $token ORDER BY id DESC LIMIT 1) AND opened IS NULL
            """);
        database.InTransaction(() =>
        {
            foreach (var note in notes)
            {
                if (note is QueryAnswered { Query: var query }) Insert(insert, query);
                else if (note is HitOpened opened) Open(open, opened);
            }
            database.Execute($"DELETE FROM queries WHERE id <= (SELECT max(id) FROM queries) - {Kept}");
        });
    }

    private static void Insert(SqliteCommand insert, AnsweredQuery query)
    {
        insert.Parameters.Clear();
        insert.Parameters.AddWithValue("$at", query.At.UtcTicks);
        insert.Parameters.AddWithValue("$generation", query.Generation);
        insert.Parameters.AddWithValue("$answered", (object?)query.Answered ?? DBNull.Value);
        insert.Parameters.AddWithValue("$microseconds", (long)query.Took.TotalMicroseconds);
        insert.Parameters.AddWithValue("$hits", query.Hits);
        insert.Parameters.AddWithValue("$text", (object?)query.Text ?? DBNull.Value);
        insert.Parameters.AddWithValue("$token", query.Token);
        insert.ExecuteNonQuery();
    }

    private static void Open(SqliteCommand open, HitOpened opened)
    {
        open.Parameters.Clear();
        open.Parameters.AddWithValue("$token", opened.Token);
        open.Parameters.AddWithValue("$place", opened.Place);
        open.ExecuteNonQuery();
    }
}
