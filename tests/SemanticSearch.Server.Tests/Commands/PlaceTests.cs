using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Tests.Commands;

public sealed class PlaceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("src/a.cs:12", "src/a.cs", 12, 12)]
    [InlineData("src/a.cs:12-40", "src/a.cs", 12, 40)]
    [InlineData(@"C:\src\a.cs:1-2", @"C:\src\a.cs", 1, 2)]
    [InlineData("odd:7:name.py:3", "odd:7:name.py", 3, 3)]
    public void A_place_is_a_file_and_lines(string text, string file, int start, int end) =>
        Assert.Equal(new CodePlace(file, start, end), CodePlace.Parse(text));

    [Theory]
    [InlineData("a.cs")]
    [InlineData(":3")]
    [InlineData("a.cs:")]
    [InlineData("a.cs:0")]
    [InlineData("a.cs:5-4")]
    [InlineData("a.cs:99999999999")]
    [InlineData(@"C:\a.cs")]
    public void Anything_else_is_refused(string text) => Assert.Throws<FormatException>(() => CodePlace.Parse(text));

    [Fact]
    public void Only_the_lines_of_the_range_are_read()
    {
        var file = folder.Write("a.py", "one\ntwo\r\nthree\n");

        Assert.Equal("two\nthree", new CodePlace("a.py", 2, 3).Read(file));
        Assert.Equal(ExitCode.Usage, Assert.Throws<CommandException>(() => new CodePlace("a.py", 3, 4).Read(file)).ExitCode);
        Assert.Equal(ExitCode.NotFound, Assert.Throws<CommandException>(() => new CodePlace("b.py", 1, 1).Read(file + "x")).ExitCode);
    }

    [Fact]
    public void Without_a_name_the_repository_around_the_current_directory_is_chosen()
    {
        folder.CreateFolder(".git");
        var deep = folder.CreateFolder("src/deep");

        Assert.Equal(folder.Path, ChosenFolder.For(null, deep).FullPath);
        Assert.Contains("git repository", ChosenFolder.For(null, deep).Why);
    }

    [Fact]
    public void A_worktree_is_a_repository_too()
    {
        folder.Write("tree/.git", "gitdir: elsewhere");

        Assert.Equal(Path.Combine(folder.Path, "tree"), ChosenFolder.For(null, folder.CreateFolder("tree/src")).FullPath);
    }

    [Fact]
    public void A_named_folder_counts_from_the_current_directory()
    {
        var inner = folder.CreateFolder("inner");

        Assert.Equal(new ChosenFolder(inner, null), ChosenFolder.For("inner" + Path.DirectorySeparatorChar, folder.Path));
    }

    [Fact]
    public void A_missing_folder_and_a_file_are_told_apart()
    {
        folder.Write("a.py", "");

        var missing = Assert.Throws<CommandException>(() => ChosenFolder.For("nowhere", folder.Path));
        var file = Assert.Throws<CommandException>(() => ChosenFolder.For("a.py", folder.Path));

        Assert.Equal((ExitCode.NotFound, ExitCode.NotFound), (missing.ExitCode, file.ExitCode));
        Assert.Contains("There is no folder", missing.Message);
        Assert.Contains("is a file", file.Message);
    }

    [Theory]
    [InlineData("src", "a.py")]
    [InlineData("src", "src/a.py")]
    [InlineData("", "src/a.py")]
    public void A_file_is_found_from_here_and_as_search_prints_it(string currentDirectory, string file)
    {
        folder.CreateFolder(".git");
        folder.Write("src/a.py", "x");

        var (chosen, path) = ChosenFolder.ForFile(file, null, Path.Combine(folder.Path, currentDirectory));

        Assert.Equal((folder.Path, "src/a.py"), (chosen.FullPath, path));
    }

    [Fact]
    public void A_file_elsewhere_brings_its_own_repository()
    {
        folder.CreateFolder("here/.git");
        folder.CreateFolder("there/.git");
        var file = folder.Write("there/lib/a.py", "x");

        var (chosen, path) = ChosenFolder.ForFile(file, null, Path.Combine(folder.Path, "here"));

        Assert.Equal((Path.Combine(folder.Path, "there"), "lib/a.py"), (chosen.FullPath, path));
        Assert.Throws<CommandException>(() => ChosenFolder.ForFile(file, Path.Combine(folder.Path, "here"), folder.Path));
    }

    [Fact]
    public void A_place_in_a_latin_1_file_is_read_as_it_was_indexed()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("old.py", "x = 1\ngr\u00fc\u00dfe = 'caf\u00e9'\n".Select(c => (byte)c).ToArray());

        Assert.Equal("gr\u00fc\u00dfe = 'caf\u00e9'", CodePlace.Parse("old.py:2").Read(file));
    }
}
