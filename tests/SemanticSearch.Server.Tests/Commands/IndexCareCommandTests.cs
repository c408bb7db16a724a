using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Commands;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Commands;

/// <summary><c>backup</c>, <c>restore</c> and <c>doctor --repair</c> as a user types them.</summary>
public sealed class IndexCareCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new(), home = new();
    private readonly StringWriter output = new(), error = new();

    public IndexCareCommandTests() => folder.Write("here.py", "def one():\n    return 1\n");

    private string IndexFile => IndexLocation.For(folder.Path, home.Path);

    private string Copy => home.FullPath("a copy.db");

    public void Dispose()
    {
        folder.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task A_backup_is_restored_and_the_index_before_it_is_kept()
    {
        Assert.Equal(ExitCode.Ok, await RunAsync("index"));
        Assert.Equal(ExitCode.Ok, await RunAsync("backup", Copy));
        Assert.Equal(ExitCode.IndexUnusable, await RunAsync("backup", Copy));
        Assert.Contains("--force", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, await RunAsync("restore", Copy));

        Assert.Contains("1 files", output.ToString(), StringComparison.Ordinal);
        Assert.Contains(".set-aside-", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("semsearch index", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_says_what_it_did_and_waits_for_nobody()
    {
        await RunAsync("index");
        Assert.Equal(ExitCode.Ok, await RunAsync("doctor", "--repair"));
        Assert.Contains("Nothing in the index is damaged.", output.ToString(), StringComparison.Ordinal);

        using var other = WriteLease.Take(IndexFile);
        Assert.Equal(ExitCode.Busy, await RunAsync("doctor", "--repair"));
    }

    [Fact]
    public async Task Help_says_that_the_choice_of_a_model_is_not_in_a_backup()
    {
        await RunAsync("backup", "--help");

        Assert.Contains("The choice of a model is not in it", output.ToString().ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private Task<ExitCode> RunAsync(params string[] arguments)
    {
        var terminal = new Terminal(TextReader.Null, output, StreamTraits.Plain, error, StreamTraits.Plain);
        return new CommandHost(terminal, folder.Path, home.Path, TimeProvider.System).RunAsync(arguments, CancellationToken.None);
    }
}
