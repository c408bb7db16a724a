using System.Collections.Concurrent;
using System.Diagnostics;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

#pragma warning disable MCP9005 // Clients of today name roots, and so are tested with.

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>Roots, progress and cancellation, in both eras of the protocol.</summary>
public sealed class AgentProtocolTests : IDisposable
{
    private readonly TemporaryFolder _home = new(), _folder = new(), _other = new();

    public void Dispose()
    {
        _folder.Dispose();
        _other.Dispose();
        _home.Dispose();
    }

    [Theory]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    [InlineData("2026-07-28")]
    public async Task The_clients_roots_are_searched_and_others_once_it_says_so(string protocol)
    {
        _folder.Write("zoo.py", "def feed_zebra(grass):\n    return grass\n");
        _other.Write("garden.py", "def water_tulip(can):\n    return can\n");
        var roots = new ConcurrentBag<string> { _folder.Path };
        var options = new McpClientOptions { ProtocolVersion = protocol, Capabilities = new ClientCapabilities { Roots = new RootsCapability { ListChanged = true } } };
        options.Handlers.RootsHandler = (_, _) => ValueTask.FromResult(
            new ListRootsResult { Roots = [.. roots.Select(root => new Root { Uri = new Uri(root).AbsoluteUri })] });
        await using var agent = await AgentProcess.StartAsync(_home, options, _home.Path);
        await agent.IndexedAsync();

        Assert.Equal(["zoo.py"], await PathsAsync(agent, "feed_zebra water_tulip"));
        Assert.Contains("outside", await agent.RefusedAsync("get_chunk", new { path = Path.Combine(_other.Path, "garden.py"), startLine = 1 }));

        roots.Clear();
        roots.Add(_other.Path);
        await agent.Client.SendNotificationAsync(NotificationMethods.RootsListChangedNotification);
        await AgentProcess.UntilAsync(() => PathsAsync(agent, "feed_zebra water_tulip"), paths => paths is ["garden.py"]);
        Assert.Contains("outside", await agent.RefusedAsync("get_chunk", new { path = Path.Combine(_folder.Path, "zoo.py"), startLine = 1 }));
    }

    [Fact]
    public async Task A_client_without_an_open_folder_is_told_what_to_do()
    {
        var options = new McpClientOptions();
        options.Handlers.RootsHandler = (_, _) => ValueTask.FromResult(new ListRootsResult { Roots = [] });
        await using var agent = await AgentProcess.StartAsync(_home, options, _folder.Path);

        Assert.Contains("semsearch mcp --path", await agent.RefusedAsync("search_code", new { query = "anything" }));
    }

    [Fact]
    public async Task Without_roots_the_repository_around_the_current_directory_is_searched_but_never_the_whole_disk()
    {
        _folder.Write("deep/zoo.py", "def feed_zebra(grass):\n    return grass\n");
        _folder.Git("init", "--quiet");
        await using (var agent = await AgentProcess.StartAsync(_home, new McpClientOptions(), _folder.FullPath("deep")))
        {
            await agent.IndexedAsync();
            Assert.Equal(["deep/zoo.py"], await PathsAsync(agent, "feed_zebra"));
        }

        await using var lost = await AgentProcess.StartAsync(_home, new McpClientOptions(), Path.GetPathRoot(_folder.Path)!);
        Assert.Contains("too wide", await lost.RefusedAsync("search_code", new { query = "anything" }));
    }

    [Fact]
    public async Task While_the_first_index_is_built_answers_say_how_far_it_is_and_progress_is_told()
    {
        for (var file = 0; file < 1_500; file++) _folder.Write($"part{file % 20}/file{file}.py", Source(file));
        var notes = new ConcurrentQueue<ProgressNotificationValue>();
        await using var agent = await AgentProcess.OverAsync(_home, _folder);

        var early = await agent.CallAsync("search_code", new { query = "computes number" });
        var waiting = agent.Client.CallToolAsync(
            "get_index_status", new Dictionary<string, object?> { ["waitSeconds"] = 120 }, new Progress(notes.Enqueue)).AsTask();

        Assert.Contains("% indexed", AgentProcess.TextOf(early));
        Assert.InRange(early.StructuredContent!.Value.GetProperty("percentIndexed").GetInt32(), 0, 99);
        var status = (await waiting.WaitAsync(AgentProcess.Deadline)).StructuredContent!.Value.GetProperty("folders")[0];
        Assert.Equal(100, status.GetProperty("percentIndexed").GetInt32());
        Assert.Equal(1_500, status.GetProperty("filesIndexed").GetInt32());
        Assert.NotEmpty(notes);
        Assert.All(notes, note => Assert.Matches("^[0-9]+ % indexed$", note.Message));
        // Always more than before, on the wire; the SDK's client hands them on in any order.
        Assert.Distinct(notes.Select(note => note.Progress));
        Assert.False((await agent.AskAsync("search_code", new { query = "computes number" })).TryGetProperty("percentIndexed", out _));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_ends_at_once_and_the_next_one_is_answered()
    {
        for (var file = 0; file < 1_500; file++) _folder.Write($"part{file % 20}/file{file}.py", Source(file));
        await using var agent = await AgentProcess.OverAsync(_home, _folder);
        using var stop = new CancellationTokenSource();
        var told = new TaskCompletionSource();
        var clock = Stopwatch.StartNew();

        var waiting = agent.Client.CallToolAsync(
            "get_index_status", new Dictionary<string, object?> { ["waitSeconds"] = 300 }, new Progress(_ => told.TrySetResult()), cancellationToken: stop.Token).AsTask();
        await told.Task.WaitAsync(AgentProcess.Deadline);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await agent.AskAsync("get_index_status", new { });
        Assert.True(clock.Elapsed < AgentProcess.Deadline);
    }

    private static string Source(int number) => string.Concat(
        Enumerable.Range(0, 12).Select(part => $"def computes_number_{number}_{part}(value):\n    \"\"\"Computes number {number} of part {part}.\"\"\"\n    return value * {number} + {part}\n\n\n"));

    private static async Task<string[]> PathsAsync(AgentProcess agent, string query)
    {
        var found = await agent.AskAsync("search_code", new { query });
        return [.. found.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("path").GetString()!).Distinct()];
    }

    private sealed class Progress(Action<ProgressNotificationValue> told) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => told(value);
    }
}
