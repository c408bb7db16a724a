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
        command.CommandText = "SELECT id, fingerprint, model, dimensions, state, vec0, name FROM generations ORDER BY id";
        using var reader = command.ExecuteReader();
        var all = new List<Generation>();
        while (reader.Read())
        {
            all.Add(new Generation(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4), reader.GetInt64(5) == 1,
                reader.IsDBNull(6) ? null : reader.GetString(6)));
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

    /// <summary>The generation of a model that is built behind the foundation, made on first use: building, until it is whole.</summary>
    /// <param name="name">What the model is opened by.</param>
    public static Generation Keep(IndexDatabase database, string fingerprint, string model, string name, int dimensions)
    {
        // Looked for first: whoever only looks must not wait for whoever writes.
        if (Of(database.Connection, fingerprint) is { } known && known.Name == name && known.Model == model) return known;
        database.InTransaction(() => Open(database, fingerprint, model, dimensions, name));
        return Of(database.Connection, fingerprint)!;
    }

    /// <summary>Archives every live generation but these, the foundation and the one that answers.</summary>
    /// <param name="kept">Ids.</param>
    public static void ArchiveAllBut(IndexDatabase database, Generation foundation, IReadOnlySet<long> kept)
    {
        var former = Live(database.Connection).Where(other => other.Id != foundation.Id && other.State != ActiveState && !kept.Contains(other.Id)).ToList();
        if (former.Count == 0) return;
        database.InTransaction(() =>
        {
            foreach (var generation in former) Archive(database, generation);
        });
    }

    /// <summary>Notes whether every chunk has a vector in a generation that does not answer.</summary>
    public static void Complete(IndexDatabase database, Generation generation, bool whole)
        => database.Execute($"UPDATE generations SET state = '{(whole ? Shadow : Building)}' WHERE id = {generation.Id} AND state IN ('{Building}', '{Shadow}')");

    /// <summary>Makes a generation the one that answers, in the caller's transaction; the one before stands by.</summary>
    /// <param name="before">The state that the former one gets.</param>
    public static void Serve(IndexDatabase database, Generation generation, string before = Shadow)
    {
        if (Active(database.Connection) is { } former && former.Id != generation.Id) SetState(database, former, before);
        SetState(database, generation, ActiveState);
    }

    private static Generation Open(IndexDatabase database, string fingerprint, string model, int dimensions, string? name = null)
    {
        using var insert = database.Command("""
            INSERT INTO generations(fingerprint, model, dimensions, state, vec0, created_at, name) VALUES($fingerprint, $model, $dimensions, 'building', $vec0, $now, $name)
            ON CONFLICT(fingerprint) DO UPDATE SET model = excluded.model, name = excluded.name, state = iif(state = 'archived', 'building', state)
            """);
        insert.Parameters.AddWithValue("$fingerprint", fingerprint);
        insert.Parameters.AddWithValue("$model", model);
        insert.Parameters.AddWithValue("$dimensions", dimensions);
        insert.Parameters.AddWithValue("$vec0", database.HasVectorExtension ? 1 : 0);
        insert.Parameters.AddWithValue("$now", DateTime.UtcNow.Ticks);
        insert.Parameters.AddWithValue("$name", (object?)name ?? DBNull.Value);
        insert.ExecuteNonQuery();
        var made = Of(database.Connection, fingerprint)!;
        database.Execute(made.UsesVec0
            ? string.Create(CultureInfo.InvariantCulture, $"CREATE VIRTUAL TABLE IF NOT EXISTS {made.VectorTable} USING vec0(chunk_id INTEGER PRIMARY KEY, vector FLOAT[{made.Dimensions}] distance_metric=cosine, chunk_size={VectorsPerBlock})")
            : $"CREATE TABLE IF NOT EXISTS {made.VectorTable}(chunk_id INTEGER PRIMARY KEY, vector BLOB NOT NULL) STRICT");
        return made;
    }

    /// <summary>
    /// Keeps the embeddings, which are keyed by content, and drops what is kept for each chunk: brought back, the generation is filled from them without
    /// computing anything. In the caller's transaction.
    /// </summary>
    public static void Archive(IndexDatabase database, Generation generation)
    {
        SetState(database, generation, Archived);
        database.Execute($"DROP TABLE IF EXISTS {generation.VectorTable}");
        database.Execute($"DELETE FROM codes WHERE generation = {generation.Id}");
    }

    /// <summary>
    /// Empties an archived generation, in the caller's transaction. The file shrinks with the next vacuum; <see cref="Forget"/> comes after that, so that
    /// whoever is asked again after a crash sees what is still to be done.
    /// </summary>
    public static void Empty(IndexDatabase database, Generation generation)
    {
        foreach (var table in (string[])["embeddings", "dead_letters", "queries"]) database.Execute($"DELETE FROM {table} WHERE generation = {generation.Id}");
        database.Execute($"DELETE FROM comparisons WHERE baseline = {generation.Id} OR candidate = {generation.Id}");
    }

    /// <summary>Forgets a generation that was emptied, unless it was begun with again meanwhile.</summary>
    public static void Forget(IndexDatabase database, Generation generation)
        => database.Execute($"DELETE FROM generations WHERE id = {generation.Id} AND state = '{Archived}'");

    private static void SetState(IndexDatabase database, Generation generation, string state)
        => database.Execute($"UPDATE generations SET state = '{state}' WHERE id = {generation.Id}");
}
