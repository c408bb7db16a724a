using System.Diagnostics;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Tests.Rpc;

/// <summary>`semsearch serve` as a process: it ends with its editor, however that ends.</summary>
public sealed class ServeProcessTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder _folder = new(), _home = new();

    public void Dispose()
    {
        _folder.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task It_serves_over_stdio_and_ends_when_it_is_told()
    {
        _folder.Write("zebra.py", "def feed_zebra(grass):\n    return grass\n");
        using var process = Serve();
        using var editor = Connect(process);
        await editor.InitializeAsync(new FolderRef(_folder.Path, "zebra"));

        await EditorClient.UntilAsync(() => editor.SearchAsync("feed_zebra"), found => found.Hits.Count > 0);
        await editor.AskAsync(Methods.Shutdown);
        await editor.SendAsync("""{"jsonrpc":"2.0","method":"exit"}""");

        await EndedAsync(process);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_ends_with_its_input_in_the_midst_of_indexing()
    {
        for (var file = 0; file < 300; file++) _folder.Write($"file{file}.py", $"def number_{file}():\n    return {file}\n");
        using var process = Serve();
        using var editor = Connect(process);
        await editor.InitializeAsync(new FolderRef(_folder.Path, "many"));

        process.StandardInput.Close();

        await EndedAsync(process);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_ends_when_the_process_of_its_editor_does()
    {
        // Any process that waits will do for an editor; this executable's own, waiting for input.
        using var parent = Serve();
        using var process = Serve();
        using var editor = Connect(process);
        await editor.AskAsync(
            Methods.Initialize, new InitializeParams(Protocol.Version, "tests", "1", parent.Id, true, []), RpcJson.Default.InitializeParams);

        parent.Kill();

        await EndedAsync(process);
    }

    [Fact]
    public async Task Typing_at_it_is_explained()
    {
        using var process = Serve();

        await process.StandardInput.WriteAsync("hello?\r\n\r\n");
        await process.StandardInput.FlushAsync();

        Assert.Contains("it is not for typing", await process.StandardError.ReadToEndAsync().WaitAsync(Patience));
        await EndedAsync(process);
        Assert.Equal(2, process.ExitCode);
    }

    [Fact]
    public async Task Two_servers_share_an_index_and_the_second_takes_over_from_a_killed_first()
    {
        _folder.Write("zebra.py", "def feed_zebra(grass):\n    return grass\n");
        using var first = Serve();
        using var firstEditor = Connect(first);
        await firstEditor.InitializeAsync(new FolderRef(_folder.Path, "shared"));
        await firstEditor.UntilAsync(FolderState.Ready);
        using var second = Serve();
        using var secondEditor = Connect(second);
        await secondEditor.InitializeAsync(new FolderRef(_folder.Path, "shared"));
        await secondEditor.UntilAsync(FolderState.Waiting);
        Assert.NotEmpty((await secondEditor.SearchAsync("feed_zebra")).Hits);

        first.Kill();
        await secondEditor.UntilAsync(FolderState.Ready);
        _folder.Write("giraffe.py", "def feed_giraffe(leaves):\n    return leaves\n");

        await EditorClient.UntilAsync(() => secondEditor.SearchAsync("feed_giraffe"), found => found.Hits.Any(hit => hit.Path == "giraffe.py"));
        second.StandardInput.Close();
        await EndedAsync(second);
    }

    private static EditorClient Connect(Process process) => new(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);

    private static async Task EndedAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(patience.Token);
    }

    private Process Serve()
    {
        var name = OperatingSystem.IsWindows() ? "semsearch.exe" : "semsearch";
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), "serve")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[DataDirectory.Variable] = _home.Path;
        return Process.Start(start)!;
    }
}
