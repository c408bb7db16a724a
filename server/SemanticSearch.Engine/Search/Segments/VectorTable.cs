using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>A set of vectors made by one model, as the generations table names it.</summary>
public sealed record Generation(int Id, string Fingerprint, int Dimensions)
{
    /// <summary>The vectors' table: vec0 or a plain one, read in the same way.</summary>
    public string Table => $"vectors_{Id}";

    public static Generation? FindActive(SqliteConnection connection, string fingerprint) =>
        Read(connection, "WHERE state = 'active' AND fingerprint = $fingerprint", fingerprint).FirstOrDefault();

    /// <returns>Those that a new chunk has a vector in.</returns>
    public static IReadOnlyList<Generation> ReadLive(SqliteConnection connection) => Read(connection, "WHERE state <> 'archived'", "");

    private static List<Generation> Read(SqliteConnection connection, string where, string fingerprint)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT id, fingerprint, dimensions FROM generations {where} ORDER BY id";
        command.Parameters.AddWithValue("$fingerprint", fingerprint);
        using var reader = command.ExecuteReader();
        var generations = new List<Generation>();
        while (reader.Read()) generations.Add(new Generation(reader.GetInt32(0), reader.GetString(1), reader.GetInt32(2)));
        return generations;
    }
}

/// <summary>Reads vectors of a generation by chunk id.</summary>
/// <remarks>
/// One prepared statement run for each id: on a plain table as quick as a list of ids, on vec0 (which reads the whole block that a
/// vector lies in) twice as quick. vec0 needs a small chunk_size for this: 64 instead of 1,024 makes it ten times quicker.
/// </remarks>
internal sealed class VectorTable : IDisposable
{
    private readonly SqliteCommand command;
    private readonly SqliteParameter chunkId;
    private readonly int dimensions;

    public VectorTable(SqliteConnection connection, Generation generation)
    {
        dimensions = generation.Dimensions;
        command = connection.CreateCommand();
        command.CommandText = $"SELECT vector FROM {generation.Table} WHERE chunk_id = $id";
        chunkId = command.Parameters.Add("$id", SqliteType.Integer);
    }

    /// <returns>False when the chunk has no vector, or one of another length; <paramref name="vector"/> is then undefined.</returns>
    public bool TryRead(long id, Span<float> vector)
    {
        chunkId.Value = id;
        using var reader = command.ExecuteReader();
        if (!reader.Read() || reader.IsDBNull(0)) return false;
        var bytes = reader.GetFieldValue<byte[]>(0);
        if (bytes.Length != dimensions * sizeof(float)) return false;
        MemoryMarshal.Cast<byte, float>(bytes).CopyTo(vector);
        return true;
    }

    public void Dispose() => command.Dispose();
}
