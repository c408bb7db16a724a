using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Storage;

/// <summary>The generations of an index: one for each model fingerprint that it is or was built with.</summary>
public static class Generations
{
    /// <summary>
    /// vec0 reads the whole block that a vector lies in: with 64 instead of its default of 1,024 a single vector comes six times quicker,
    /// and nothing else is slower.
    /// </summary>
    private const int VectorsPerBlock = 64;

    public static IReadOnlyList<Generation> All(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, fingerprint, model, dimensions, state, vec0 FROM generations ORDER BY id";
        using var reader = command.ExecuteReader();
        var all = new List<Generation>();
        while (reader.Read())
        {
            all.Add(new Generation(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetInt64(5) == 1));
        }
        return all;
    }

    public static Generation? Active(SqliteConnection connection) => All(connection).FirstOrDefault(generation => generation.State == "active");

    /// <returns>Those that a new chunk has a vector in.</returns>
    public static IEnumerable<Generation> Live(SqliteConnection connection) => All(connection).Where(generation => generation.State != "archived");

    /// <summary>Makes the generation of a fingerprint the active one, creating it with its vector table on first use.</summary>
    public static Generation Activate(IndexDatabase database, string fingerprint, string model, int dimensions)
    {
        if (Active(database.Connection) is { } active && active.Fingerprint == fingerprint) return active;
        database.InTransaction(() =>
        {
            database.Execute("UPDATE generations SET state = 'archived' WHERE state = 'active'");
            using var insert = database.Command("""
                INSERT INTO generations(fingerprint, model, dimensions, state, vec0, created_at) VALUES($fingerprint, $model, $dimensions, 'active', $vec0, $now)
                ON CONFLICT(fingerprint) DO UPDATE SET state = 'active'
                """);
            insert.Parameters.AddWithValue("$fingerprint", fingerprint);
            insert.Parameters.AddWithValue("$model", model);
            insert.Parameters.AddWithValue("$dimensions", dimensions);
            insert.Parameters.AddWithValue("$vec0", database.HasVectorExtension ? 1 : 0);
            insert.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
            insert.ExecuteNonQuery();
            var made = Active(database.Connection)!;
            database.Execute(made.UsesVec0
                ? string.Create(CultureInfo.InvariantCulture, $"CREATE VIRTUAL TABLE IF NOT EXISTS {made.VectorTable} USING vec0(chunk_id INTEGER PRIMARY KEY, vector FLOAT[{made.Dimensions}] distance_metric=cosine, chunk_size={VectorsPerBlock})")
                : $"CREATE TABLE IF NOT EXISTS {made.VectorTable}(chunk_id INTEGER PRIMARY KEY, vector BLOB NOT NULL) STRICT");
        });
        return Active(database.Connection)!;
    }
}
