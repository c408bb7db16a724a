using SemanticSearch.Engine.Tests.Indexing;

namespace SemanticSearch.Engine.Tests.Integrity;

/// <summary>
/// VACUUM may give new rowids to a table without an INTEGER PRIMARY KEY, and sqlite-vec keeps its vectors in such tables: what it does not number itself
/// must come out the same.
/// </summary>
public sealed class VacuumTests
{
    [Fact]
    public async Task Vectors_are_what_they_were_after_most_were_deleted_and_the_file_was_vacuumed()
    {
        // Some hundred vectors in several of sqlite-vec's blocks, which are filled folder by folder: the first ones are emptied wholly.
        using var index = await StoredIndex.OfAsync(150);
        for (var i = 0; i < 150; i++)
        {
            if (i % 3 < 2 || i % 4 == 0) File.Delete(index.Workspace.Full($"module{i % 3}/request{i}.py"));
        }

        await index.Workspace.IndexAsync();
        var (before, answer) = (index.Dump, await index.SearchAsync("wait for the answer of the server"));
        Assert.True(Blocks(index, "min(rowid)") > 1, "no block was emptied, so there is nothing to be numbered anew");
        var size = new FileInfo(index.File).Length;
        index.Execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");

        Assert.True(new FileInfo(index.File).Length < size);
        Assert.Equal(0, Blocks(index, "sum(rowid <> _rowid_)"));
        Assert.Empty(index.Check());
        Assert.Equal(before, index.Dump);
        Assert.Equal(answer, await index.SearchAsync("wait for the answer of the server"));

        // What is written afterwards must not land in another vector's place.
        for (var i = 200; i < 240; i++) index.Workspace.Write($"module{i % 3}/request{i}.py", WorkspaceFixture.Source(i));
        await index.Workspace.IndexAsync();
        Assert.Empty(index.Check());
        Assert.Equal("ok", IndexDump.Integrity(index.File));
    }

    private static long Blocks(StoredIndex index, string number)
    {
        using var database = index.OpenForWriting();
        return database.Number($"SELECT {number} FROM vectors_1_vector_chunks00");
    }
}
