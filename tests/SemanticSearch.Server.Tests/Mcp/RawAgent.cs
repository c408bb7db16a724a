using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>`semsearch mcp` as a process, spoken to line by line: for what no client would send, and to see what is really sent back.</summary>
internal sealed class RawAgent : IDisposable
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":"initialize","method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}""";

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private RawAgent(string home, string folder)
    {
        var start = new ProcessStartInfo(AgentProcess.Executable, ["mcp", "--path", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment[DataDirectory.Variable] = home;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text) _lines.Writer.TryWrite(text);
            else _lines.Writer.TryComplete();
        };
        _process.BeginOutputReadLine();
    }

    public static async Task<RawAgent> OverAsync(string home, string folder)
    {
        var agent = new RawAgent(home, folder);
        await agent.SendAsync(Initialize);
        await agent.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        await agent.UntilAnswerAsync("initialize");
        return agent;
    }

    public bool HasExited => _process.HasExited;

    public async Task SendAsync(string frame)
    {
        await _process.StandardInput.WriteAsync(frame + "\n");
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Calls a tool without waiting for the answer.</summary>
    public Task CallAsync(string id, string tool, object arguments, string? progressToken = null)
        => SendAsync(JsonSerializer.Serialize(new
        {
            jsonrpc = "2.0",
            id,
            method = "tools/call",
            @params = progressToken is null ? (object)new { name = tool, arguments } : new { name = tool, arguments, _meta = new { progressToken } },
        }));

    /// <returns>What the tool answers: structured content, and text where that is all there is.</returns>
    public async Task<string> AskAsync(string tool, object arguments)
    {
        var id = Guid.NewGuid().ToString();
        await CallAsync(id, tool, arguments);
        return (await UntilAnswerAsync(id))[^1];
    }

    /// <returns>All lines that came until the answer to a request, which is the last.</returns>
    public async Task<List<string>> UntilAnswerAsync(string id)
    {
        using var deadline = new CancellationTokenSource(AgentProcess.Deadline);
        var said = new List<string>();
        await foreach (var line in _lines.Reader.ReadAllAsync(deadline.Token))
        {
            said.Add(line);
            if (IsAnswerTo(line, id)) return said;
        }
        throw new InvalidOperationException($"The server ended without an answer to {id}.");
    }

    public static bool IsAnswerTo(string line, string id)
    {
        using var message = JsonDocument.Parse(line);
        return message.RootElement.TryGetProperty("id", out var answered) && answered.ValueKind == JsonValueKind.String && answered.GetString() == id;
    }

    /// <summary>Closes its stdin, as a client that leaves.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> LeaveAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(AgentProcess.Deadline);
        return _process.ExitCode;
    }

    /// <summary>Ends it as the system does when memory is out: without a chance to tidy up.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }
}
