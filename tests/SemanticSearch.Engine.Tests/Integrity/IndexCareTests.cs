using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Integrity;

public sealed class IndexCareTests : IDisposable
{
    private readonly TemporaryFolder _elsewhere = new();

    private string Copy => _elsewhere.FullPath("copy.db");

    public void Dispose() => _elsewhere.Dispose();

    [Fact]
    public async Task A_backup_taken_in_the_middle_of_a_write_brings_the_index_back()
    {
        using var index = await StoredIndex.OfAsync(10);
        var before = index.Dump;
        using (var writer = index.OpenForWriting())
        {
            writer.InTransaction(() =>
            {
                writer.Execute("DELETE FROM embeddings");
                Assert.Equal((10, index.Workspace.Folder), (Of(index).BackUp(Copy, replace: false).Files, Of(index).BackUp(Copy, replace: true).Folder));
            });
        }

        Assert.Equal([Copy], Directory.GetFiles(_elsewhere.Path));
        for (var i = 0; i < 5; i++) File.Delete(index.Workspace.Full($"module{i % 3}/request{i}.py"));
        await index.Workspace.IndexAsync();
        Assert.NotEqual(before, index.Dump);

        var restored = Of(index).Restore(Copy);

        Assert.Equal(before, index.Dump);
        Assert.Empty(index.Check());
        Assert.True(restored.OfThisFolder);
        Assert.True(File.Exists(restored.SetAside));
        Assert.Equal(5, (await index.Workspace.IndexAsync()).FilesRemoved);
    }

    [Fact]
    public async Task A_backup_replaces_nothing_that_it_was_not_told_to()
    {
        using var index = await StoredIndex.OfAsync(1);
        _elsewhere.Write("copy.db", "mine");

        Assert.Contains("--force", Assert.Throws<WorkspaceException>(() => Of(index).BackUp(Copy, replace: false)).Message, StringComparison.Ordinal);
        Assert.Throws<WorkspaceException>(() => Of(index).BackUp(index.File, replace: true));
        Assert.Equal("mine", File.ReadAllText(Copy));
    }

    [Theory]
    [InlineData("PRAGMA application_id = 5", "not an index")]
    [InlineData("PRAGMA user_version = 99", "format 99")]
    [InlineData(null, "not a sound index")]
    public async Task What_is_no_index_of_ours_is_not_restored(string? change, string reason)
    {
        using var index = await StoredIndex.OfAsync(1);
        var before = index.Dump;
        Of(index).BackUp(Copy, replace: false);
        if (change is null)
        {
            File.WriteAllText(Copy, "A text, and not a database: SQLite says so when it reads the first hundred bytes of it, which is what this sentence is so long for.");
        }
        else
        {
            using var copy = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Copy};Pooling=false");
            copy.Open();
            using var command = copy.CreateCommand();
            command.CommandText = change;
            command.ExecuteNonQuery();
        }

        Assert.Contains(reason, Assert.Throws<WorkspaceException>(() => Of(index).Restore(Copy)).Message, StringComparison.Ordinal);
        Assert.Equal(before, index.Dump);
    }

    [Fact]
    public async Task Nothing_is_restored_or_repaired_while_another_process_writes()
    {
        using var index = await StoredIndex.OfAsync(1);
        Of(index).BackUp(Copy, replace: false);
        using var other = WriteLease.Take(index.File);

        Assert.Throws<IndexBusyException>(() => Of(index).Restore(Copy));
        Assert.Throws<IndexBusyException>(() => Of(index).Repair(CancellationToken.None));
    }

    [Fact]
    public async Task The_doctor_says_what_is_damaged_and_a_repair_mends_it()
    {
        using var index = await StoredIndex.OfAsync(5);
        index.TurnBit("codes", "data", 100);
        await using var workspace = index.Workspace.Open();

        var problem = Assert.Single(workspace.Diagnose(CancellationToken.None), diagnosis => !diagnosis.Ok);
        Assert.Equal("Vectors, bundled", problem.Check);
        Assert.Contains("doctor --repair", problem.NextStep, StringComparison.Ordinal);
        Assert.NotEmpty(index.Check());

        Assert.Contains("the codes of 1 segment were made of the vectors", Assert.Single(Of(index).Repair(CancellationToken.None)), StringComparison.Ordinal);
        Assert.All(workspace.Diagnose(CancellationToken.None), diagnosis => Assert.True(diagnosis.Ok, diagnosis.Detail));
    }

    [Fact]
    public async Task A_file_that_sqlite_finds_damaged_is_set_aside()
    {
        using var index = await StoredIndex.OfAsync(5);
        index.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        var bytes = File.ReadAllBytes(index.File);
        Array.Fill(bytes, (byte)0xEE, 8 * 4096, 4096);
        File.WriteAllBytes(index.File, bytes);

        Assert.Contains("set aside", Assert.Single(Of(index).Repair(CancellationToken.None)), StringComparison.Ordinal);
        Assert.Equal(5, (await index.Workspace.IndexAsync()).FilesParsed);
    }

    private static IndexCare Of(StoredIndex index) => new(new WorkspaceOptions(index.Workspace.Folder, index.File, Path.GetDirectoryName(index.File)!));
}
