using Microsoft.Data.Sqlite;

namespace SemanticSearch.Engine.Search;

/// <summary>
/// Makes everything that is read until its end come from one state of the index. Plain SQL instead of SqliteTransaction: that one would
/// have to be handed to every prepared command each time.
/// </summary>
internal readonly struct ReadTransaction : IDisposable
{
    private readonly SqliteConnection connection;

    public ReadTransaction(SqliteConnection connection)
    {
        this.connection = connection;
        Execute("BEGIN");
    }

    public void Dispose() => Execute("COMMIT");

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
