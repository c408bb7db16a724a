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

    /// <summary>The values of generations.state.</summary>
    public const string Building = "building", Shadow = "shadow", ActiveState = "active", Archived = "archived";

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

    public static Generation? Active(SqliteConnection connection) => All(connection).FirstOrDefault(generation => generation.State == ActiveState);

    /// <returns>Those that a new chunk has a vector in.</returns>
    public static IEnumerable<Generation> Live(SqliteConnection connection) => All(connection).Where(generation => generation.State != Archived);

    public static Generation? Of(SqliteConnection connection, string fingerprint)
        => All(connection).FirstOrDefault(generation => generation.Fingerprint == fingerprint && generation.State != Archived);

    /// <summary>
    /// The generation that every file is indexed with at once, made on first use. It answers until another one is complete, and stands by after that.
    /// </summary>
    public static Generation Foundation(IndexDatabase database, string fingerprint, string model, int dimensions)
    {
        database.InTransaction(() =>
        {
            var made = Open(database, fingerprint, model, dimensions);
            // What another version of the bundled model left behind cannot be kept up to date any more.
            foreach (var former in Live(database.Connection).Where(other => other.Model == model && other.Id != made.Id).ToList()) Archive(database, former);
            if (Active(database.Connection) is null) SetState(database, made, ActiveState);
            else if (made.State == Building) SetState(database, made, Shadow);
        });
        return Of(database.Connection, fingerprint)!;
    }

    /// <summary>The generation of a chosen model, made on first use: building, until <see cref="Serve"/>. Those of models chosen before are archived.</summary>
    /// <param name="foundation">Stays as it is.</param>
    public static Generation Chosen(IndexDatabase database, string fingerprint, string model, int dimensions, Generation foundation)
    {
        database.InTransaction(() =>
        {
            var made = Open(database, fingerprint, model, dimensions);
            ArchiveAllBut(database, foundation, made);
        });
        return Of(database.Connection, fingerprint)!;
    }

    /// <summary>No model is chosen any more: the foundation answers.</summary>
    public static void ArchiveAllBut(IndexDatabase database, Generation foundation, Generation? chosen = null)
    {
        foreach (var former in Live(database.Connection).Where(other => other.Id != foundation.Id && other.Id != chosen?.Id).ToList()) Archive(database, former);
        if (Active(database.Connection) is null) SetState(database, foundation, ActiveState);
    }

    /// <summary>Makes a generation the one that answers, in the caller's transaction; the one before stands by.</summary>
    /// <param name="before">The state that the former one gets.</param>
    public static void Serve(IndexDatabase database, Generation generation, string before = Shadow)
    {
        if (Active(database.Connection) is { } former && former.Id != generation.Id) SetState(database, former, before);
        SetState(database, generation, ActiveState);
    }

    private static Generation Open(IndexDatabase database, string fingerprint, string model, int dimensions)
    {
        using var insert = database.Command("""
            INSERT INTO generations(fingerprint, model, dimensions, state, vec0, created_at) VALUES($fingerprint, $model, $dimensions, 'building', $vec0, $now)
            ON CONFLICT(fingerprint) DO UPDATE SET model = excluded.model, state = iif(state = 'archived', 'building', state)
            """);
        insert.Parameters.AddWithValue("$fingerprint", fingerprint);
        insert.Parameters.AddWithValue("$model", model);
        insert.Parameters.AddWithValue("$dimensions", dimensions);
        insert.Parameters.AddWithValue("$vec0", database.HasVectorExtension ? 1 : 0);
        insert.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
        insert.ExecuteNonQuery();
        var made = Of(database.Connection, fingerprint)!;
        database.Execute(made.UsesVec0
            ? string.Create(CultureInfo.InvariantCulture, $"CREATE VIRTUAL TABLE IF NOT EXISTS {made.VectorTable} USING vec0(chunk_id INTEGER PRIMARY KEY, vector FLOAT[{made.Dimensions}] distance_metric=cosine, chunk_size={VectorsPerBlock})")
            : $"CREATE TABLE IF NOT EXISTS {made.VectorTable}(chunk_id INTEGER PRIMARY KEY, vector BLOB NOT NULL) STRICT");
        return made;
    }

    /// <summary>
    /// Keeps the embeddings, which are keyed by content, and drops what is kept for each chunk: brought back, the generation is filled from them without
    /// computing anything.
    /// </summary>
    private static void Archive(IndexDatabase database, Generation generation)
    {
        SetState(database, generation, Archived);
        database.Execute($"DROP TABLE IF EXISTS {generation.VectorTable}");
        database.Execute($"DELETE FROM codes WHERE generation = {generation.Id}");
    }

    private static void SetState(IndexDatabase database, Generation generation, string state)
        => database.Execute($"UPDATE generations SET state = '{state}' WHERE id = {generation.Id}");
}
