using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Agents;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>Paths that an agent names never lead out of its folders.</summary>
public sealed class RootedPathTests : IDisposable
{
    private readonly TemporaryFolder _around = new();
    private readonly string _root;

    public RootedPathTests()
    {
        _around.Write("work/src/a.cs", "class A;");
        _around.Write("work-too/secret.txt", "secret");
        _around.Write("outside/secret.txt", "secret");
        _root = IndexLocation.RealPath(_around.FullPath("work"));
    }

    public void Dispose() => _around.Dispose();

    [Theory]
    [InlineData("src/a.cs")]
    [InlineData("./src/a.cs")]
    [InlineData("src//a.cs")]
    public void A_file_inside_is_named_relative_to_its_folder(string path) => Assert.Equal("src/a.cs", RootedPath.Within(_root, path));

    [Fact]
    public void So_is_an_absolute_path() => Assert.Equal("src/a.cs", RootedPath.Within(_root, Path.Combine(_root, "src", "a.cs")));

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside/secret.txt")]
    [InlineData("src/../../outside/secret.txt")]
    [InlineData("src/../src/a.cs")]
    [InlineData("..\\outside\\secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("//server/share/secret.txt")]
    [InlineData("\\\\server\\share\\secret.txt")]
    [InlineData("\\\\?\\C:\\secret.txt")]
    [InlineData("\\\\.\\pipe\\secret")]
    [InlineData("src/a.cs\0.txt")]
    [InlineData("src/a.cs\n")]
    public void What_lies_outside_or_is_no_plain_path_is_refused(string path) => Assert.Null(RootedPath.Within(_root, path));

    [Fact]
    public void A_folder_whose_name_only_begins_alike_is_outside()
        => Assert.Null(RootedPath.Within(_root, Path.Combine(Path.GetDirectoryName(_root)!, "work-too", "secret.txt")));

    [Fact]
    public void A_path_beyond_all_measure_is_refused() => Assert.Null(RootedPath.Within(_root, new string('a', RootedPath.Longest + 1)));

    [Theory]
    [InlineData("NUL")]
    [InlineData("con.txt")]
    [InlineData("COM1")]
    [InlineData("lpt9.log")]
    [InlineData("a.cs:stream")]
    [InlineData("a.cs.")]
    [InlineData("a.cs ")]
    public void Names_that_Windows_takes_for_something_else_are_told(string name) => Assert.True(RootedPath.IsSpecialOnWindows(name));

    [Theory]
    [InlineData("console.cs")]
    [InlineData("nullable.cs")]
    [InlineData(".gitignore")]
    [InlineData(".")]
    public void Names_that_are_only_like_them_are_not(string name) => Assert.False(RootedPath.IsSpecialOnWindows(name));

    [Fact]
    public void A_link_out_is_refused_even_behind_another_link()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "direct"), _around.FullPath("outside"));
        File.CreateSymbolicLink(Path.Combine(_root, "file.txt"), Path.Combine("direct", "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "inside"), Path.Combine(_root, "src"));

        Assert.Null(RootedPath.Within(_root, "direct/secret.txt"));
        Assert.Null(RootedPath.Within(_root, "file.txt"));
        Assert.NotNull(RootedPath.Within(_root, "inside/a.cs"));
    }

    [Fact]
    public void Links_in_a_circle_are_an_error_and_no_endless_walk()
    {
        Directory.CreateSymbolicLink(Path.Combine(_root, "one"), Path.Combine(_root, "two", "x"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "two"), Path.Combine(_root, "one", "y"));

        Assert.Throws<IOException>(() => RootedPath.Within(_root, "one/a.cs"));
    }
}
