using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Search.Segments;

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
    private readonly SqliteCommand all;

    public VectorTable(SqliteConnection connection, Generation generation)
    {
        dimensions = generation.Dimensions;
        command = connection.CreateCommand();
        command.CommandText = $"SELECT vector FROM {generation.VectorTable} WHERE chunk_id = $id";
        all = connection.CreateCommand();
        all.CommandText = $"SELECT chunk_id, vector FROM {generation.VectorTable}";
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

    /// <summary>Every vector of the generation, in the table's order: some ten times quicker a vector than <see cref="TryRead"/>.</summary>
    public void ReadAll(Action<long, ReadOnlySpan<float>> take)
    {
        using var reader = all.ExecuteReader();
        while (reader.Read())
        {
            if (reader.IsDBNull(1)) continue;
            var bytes = reader.GetFieldValue<byte[]>(1);
            if (bytes.Length == dimensions * sizeof(float)) take(reader.GetInt64(0), MemoryMarshal.Cast<byte, float>(bytes));
        }
    }

    public void Dispose()
    {
        command.Dispose();
        all.Dispose();
    }
}
