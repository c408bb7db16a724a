using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Integrity;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Engine.Tests.Indexing;

namespace SemanticSearch.Engine.Tests.Integrity;

/// <summary>An index of a few files, to be damaged byte by byte behind the product's back.</summary>
internal sealed class StoredIndex : IDisposable
{
    public WorkspaceFixture Workspace { get; } = new();

    public string File => Workspace.IndexFile;

    public string Dump => IndexDump.Of(File);

    public static async Task<StoredIndex> OfAsync(int files)
    {
        var index = new StoredIndex();
        for (var i = 0; i < files; i++) index.Workspace.Write($"module{i % 3}/request{i}.py", WorkspaceFixture.Source(i));
        await index.Workspace.IndexAsync();
        return index;
    }

    public IndexDatabase OpenForWriting() => IndexDatabase.OpenForWriting(File, words => throw new InvalidOperationException(words));

    public void Execute(string sql)
    {
        using var database = OpenForWriting();
        database.Execute(sql);
    }

    /// <summary>Turns one bit of the first row's blob.</summary>
    public void TurnBit(string table, string column, int at)
    {
        using var database = OpenForWriting();
        using var read = database.Command($"SELECT {column} FROM {table} LIMIT 1");
        var before = (byte[])read.ExecuteScalar()!;
        var after = (byte[])before.Clone();
        after[at] ^= 0x10;
        using var write = database.Command($"UPDATE {table} SET {column} = $after WHERE {column} = $before");
        write.Parameters.Add("$after", SqliteType.Blob).Value = after;
        write.Parameters.Add("$before", SqliteType.Blob).Value = before;
        Assert.Equal(1, write.ExecuteNonQuery());
    }

    public IReadOnlyList<Damage> Check()
    {
        using var database = IndexDatabase.OpenForReading(File)!;
        return IndexCheck.Run(database, StaticEmbedder.OpenBundled(), CancellationToken.None);
    }

    public RepairReport Repair()
    {
        using var database = OpenForWriting();
        var embedder = StaticEmbedder.OpenBundled();
        return IndexRepair.Run(database, embedder, IndexCheck.Run(database, embedder, CancellationToken.None));
    }

    public bool QuickCheckFindsNothing()
    {
        using var database = IndexDatabase.OpenForReading(File)!;
        return QuickCheck.FindsNothing(database);
    }

    public async Task<IReadOnlyList<string>> SearchAsync(string query)
    {
        await using var index = Workspace.Open();
        var answer = await index.SearchAsync(new SearchRequest(query, SearchRequest.DefaultLimit, SearchMode.Hybrid, SearchFilter.None), CancellationToken.None);
        return [.. answer.Hits.Select(hit => $"{hit.Path}:{hit.StartLine}")];
    }

    public void Dispose() => Workspace.Dispose();
}
