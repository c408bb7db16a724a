using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Tests.Mining;

public sealed class PairShardTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("semsearch-pairs-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_is_written_is_read_back_from_all_parts()
    {
        MinedPair[] files =
        [
            new(PairKind.Documentation, "go", "a/b.go", "größer als", "func x() {}"), new(PairKind.Undocumented, "go", "c.go", "", "y"),
        ];
        MinedPair[] commits = [new(PairKind.Commit, "go", "d.go", "add z", new string('z', 5_000))];
        PairShard.Write(PairShard.PathOf(folder, "a/b", MinedPart.Files), files);
        PairShard.Write(PairShard.PathOf(folder, "a/b", MinedPart.Commits), commits);
        Assert.Equal([.. files, .. commits], PairShard.ReadAll(folder, "a/b"));
        Assert.Empty(PairShard.ReadAll(folder, "a/c"));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
    }
}
