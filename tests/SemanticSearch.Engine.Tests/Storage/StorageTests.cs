using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Storage;

public sealed class StorageTests : IDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly List<string> _told = [];

    private string IndexFile => _home.FullPath("index.db");

    public void Dispose() => _home.Dispose();

    [Fact]
    public void The_tables_are_strict_and_the_log_is_written_ahead()
    {
        using var database = IndexDatabase.OpenForWriting(IndexFile, _told.Add);

        Assert.Equal(0, database.Number("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' AND strict = 0"));
        using var mode = database.Command("PRAGMA journal_mode");
        Assert.Equal("wal", mode.ExecuteScalar());
        Assert.Equal((Schema.ApplicationId, Schema.Version), ((int)database.Number("PRAGMA application_id"), (int)database.Number("PRAGMA user_version")));
    }

    [Fact]
    public void An_index_of_another_format_is_set_aside_by_a_writer_and_not_read()
    {
        using (var newer = IndexDatabase.OpenForWriting(IndexFile, _told.Add)) newer.Execute($"PRAGMA user_version = {Schema.Version + 1}");

        Assert.Null(IndexDatabase.OpenForReading(IndexFile));
        using var fresh = IndexDatabase.OpenForWriting(IndexFile, _told.Add);
        Assert.Equal(Schema.Version, fresh.Number("PRAGMA user_version"));
        Assert.Contains("another format", Assert.Single(_told), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(_home.Path, "*.set-aside-*"), file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal));
    }

    [Fact]
    public void A_database_of_another_program_is_not_touched_by_a_reader()
    {
        NativeSqlite.Initialise();
        using (var foreign = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={IndexFile};Pooling=false"))
        {
            foreign.Open();
            using var command = foreign.CreateCommand();
            command.CommandText = "CREATE TABLE theirs(x)";
            command.ExecuteNonQuery();
        }

        Assert.Null(IndexDatabase.OpenForReading(IndexFile));
        Assert.Empty(Directory.GetFiles(_home.Path, "*.set-aside-*"));
    }

    [Fact]
    public void A_reader_cannot_write()
    {
        IndexDatabase.OpenForWriting(IndexFile, _told.Add).Dispose();
        using var reader = IndexDatabase.OpenForReading(IndexFile)!;

        Assert.Throws<Microsoft.Data.Sqlite.SqliteException>(() => reader.SetMeta("key", "value"));
    }

    [Fact]
    public void A_failed_transaction_leaves_nothing_behind()
    {
        using var database = IndexDatabase.OpenForWriting(IndexFile, _told.Add);

        Assert.Throws<InvalidOperationException>(() => database.InTransaction(() =>
        {
            database.SetMeta("key", "value");
            throw new InvalidOperationException();
        }));
        Assert.Null(database.Meta("key"));
    }

    [Fact]
    public void The_write_lease_has_one_holder_at_a_time()
    {
        using (WriteLease.Take(IndexFile))
        {
            Assert.True(WriteLease.IsTaken(IndexFile));
            Assert.Equal(Environment.ProcessId, Assert.Throws<IndexBusyException>(() => WriteLease.Take(IndexFile)).WriterProcess);
        }

        Assert.False(WriteLease.IsTaken(IndexFile));
        WriteLease.Take(IndexFile).Dispose();
    }

    [Fact]
    public void A_chunks_id_is_its_path_and_content_and_nothing_else()
    {
        byte[] content = [1, 2, 3, 4], other = [1, 2, 3, 5];
        var id = ChunkId.Of("src/a.py", content, 0);

        Assert.Equal(id, ChunkId.Of("src/a.py", content, 0));
        Assert.True(id >= 0);
        Assert.Equal(4, new[] { id, ChunkId.Of("src/b.py", content, 0), ChunkId.Of("src/a.py", other, 0), ChunkId.Of("src/a.py", content, 1) }.Distinct().Count());
        Assert.Equal(id >> 31, ChunkId.Of("src/a.py", other, 7) >> 31);
    }

    [Fact]
    public void Every_way_to_a_folder_leads_to_one_index()
    {
        var real = _home.CreateFolder("sources");
        var link = _home.FullPath("link");
        Directory.CreateSymbolicLink(link, real);

        var index = IndexLocation.For(real, _home.Path);
        Assert.Equal(index, IndexLocation.For(link, _home.Path));
        Assert.Equal(index, IndexLocation.For(real + Path.DirectorySeparatorChar, _home.Path));
        Assert.Equal(index, IndexLocation.For(Path.Combine(real, "..", "sources"), _home.Path));
        Assert.NotEqual(index, IndexLocation.For(_home.Path, _home.Path));
        Assert.StartsWith("sources-", Path.GetFileName(index), StringComparison.Ordinal);
    }
}
