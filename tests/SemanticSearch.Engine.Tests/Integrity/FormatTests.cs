using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Integrity;

/// <summary>Index files of every earlier format, made by the product as it was then: tests/fixtures/formats.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly StoredIndex _index = new();

    public FormatTests()
    {
        var sample = Repository.At("tests", "fixtures", "formats", "sample");
        foreach (var file in Directory.EnumerateFiles(sample, "*", SearchOption.AllDirectories))
            _index.Workspace.Write(Path.GetRelativePath(sample, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText(file));
        File.Copy(Repository.At("tests", "fixtures", "formats", "format-1.db"), _index.File);
    }

    public void Dispose() => _index.Dispose();

    [Fact]
    public async Task An_index_of_format_1_answers_before_anything_is_indexed()
    {
        await using var index = _index.Workspace.Open();

        Assert.True(index.HasIndex);
        Assert.StartsWith("src/retry.py", (await _index.SearchAsync("pause that doubles until it answers"))[0], StringComparison.Ordinal);
        Assert.Equal((4, 7), (index.Status().FilesIndexed, index.Status().Chunks));
        Assert.Equal(Schema.Version, Version());
        Assert.False(WriteLease.IsTaken(_index.File));
    }

    [Fact]
    public async Task An_index_of_format_1_is_brought_up_without_reading_or_embedding_anything_again()
    {
        var report = await _index.Workspace.IndexAsync();

        Assert.Equal((4, 0, 0), (report.FilesUnchanged, report.FilesParsed, report.EmbeddingsComputed));
        Assert.Empty(report.Warnings);
        Assert.Equal(Schema.Version, Version());
        Assert.Empty(_index.Check());
    }

    [Fact]
    public async Task The_rows_of_format_1_get_checksums_once_they_were_found_sound()
    {
        await _index.Workspace.IndexAsync();
        var before = _index.Dump;
        _index.TurnBit("embeddings", "vector", 101);

        Assert.True(_index.QuickCheckFindsNothing());
        Assert.NotEmpty(_index.Check());
        Assert.True(_index.Repair().Sealed > 0);
        await _index.Workspace.IndexAsync();

        Assert.Equal(before, _index.Dump);
        using var database = IndexDatabase.OpenForReading(_index.File)!;
        Assert.Equal(0, database.Number("SELECT count(*) FROM embeddings WHERE checksum IS NULL") + database.Number("SELECT count(*) FROM codes WHERE checksum IS NULL"));
    }

    [Fact]
    public async Task While_another_process_writes_a_file_of_format_1_a_reader_leaves_it_alone()
    {
        using (WriteLease.Take(_index.File))
        {
            Assert.Null(IndexDatabase.OpenForReading(_index.File));
            Assert.Equal(1, Version());
        }

        Assert.NotEmpty(await _index.SearchAsync("invoice with tax"));
    }

    [Fact]
    public void An_upgrade_that_fails_leaves_the_file_as_it_was()
    {
        // The upgrade makes this table last but three, after it has changed others.
        WithPlainConnection("CREATE TABLE comparisons(x)");

        Assert.Throws<SqliteException>(() => _index.OpenForWriting());

        Assert.Equal(1, Version());
        Assert.Equal(0, WithPlainConnection("SELECT count(*) FROM pragma_table_info('embeddings') WHERE name = 'checksum'"));
        Assert.Equal(0, WithPlainConnection("SELECT count(*) FROM sqlite_master WHERE name = 'migrations'"));
        WithPlainConnection("DROP TABLE comparisons");
        _index.OpenForWriting().Dispose();
        Assert.Equal(Schema.Version, Version());
    }

    private long Version() => WithPlainConnection("PRAGMA user_version");

    private long WithPlainConnection(string sql)
    {
        NativeSqlite.Initialise();
        using var connection = new SqliteConnection($"Data Source={_index.File};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is long number ? number : 0;
    }
}
