using System.Diagnostics;
using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>`semsearch mcp` as a process, and the SDK's own client on the other end of its pipes.</summary>
internal sealed class AgentProcess(McpClient client) : IAsyncDisposable
{
    /// <summary>Generous, and only there so that a hanging process fails its test instead of the whole run.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "semsearch.exe" : "semsearch");

    public McpClient Client => client;

    public static Task<AgentProcess> OverAsync(TemporaryFolder home, params TemporaryFolder[] folders)
        => StartAsync(home, new McpClientOptions(), folders.Length > 0 ? folders[0].Path : home.Path, [.. folders.SelectMany(folder => new[] { "--path", folder.Path })]);

    public static async Task<AgentProcess> StartAsync(TemporaryFolder home, McpClientOptions options, string workingDirectory, params string[] arguments)
    {
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "tests",
            Command = Executable,
            Arguments = ["mcp", .. arguments],
            WorkingDirectory = workingDirectory,
            EnvironmentVariables = new Dictionary<string, string?> { [DataDirectory.Variable] = home.Path },
        });
        // On a busy machine the process needs longer to start than the client allows a server before it speaks an older protocol to it.
        (options.DiscoverProbeTimeout, options.InitializationTimeout) = (Deadline, Deadline);
        return new AgentProcess(await McpClient.CreateAsync(transport, options));
    }

    public async Task<JsonElement> AskAsync(string tool, object arguments, CancellationToken cancellation = default)
    {
        var result = await CallAsync(tool, arguments, cancellation);
        Assert.True(result.IsError is not true, TextOf(result));
        return result.StructuredContent!.Value;
    }

    /// <returns>The words of the error that the tool answers with.</returns>
    public async Task<string> RefusedAsync(string tool, object arguments)
    {
        var result = await CallAsync(tool, arguments);
        Assert.True(result.IsError is true, $"{tool} answered: {TextOf(result)}");
        return TextOf(result);
    }

    public async Task<CallToolResult> CallAsync(string tool, object arguments, CancellationToken cancellation = default)
        => await client.CallToolAsync(tool, JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(entry => entry.Name, entry => (object?)entry.Value), cancellationToken: cancellation)
            .AsTask().WaitAsync(Deadline, cancellation);

    public Task IndexedAsync() => UntilAsync(() => AskAsync("get_index_status", new { waitSeconds = 60 }), status => status.GetProperty("folders").EnumerateArray().All(folder => folder.GetProperty("percentIndexed").GetInt32() == 100));

    public static string TextOf(CallToolResult result) => string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    /// <summary>Asks until the answer is as expected, or a deadline is over.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> expected)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (expected(answer)) return answer;
            Assert.True(clock.Elapsed < Deadline, $"It did not come about; the last answer was {answer}.");
        }
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
