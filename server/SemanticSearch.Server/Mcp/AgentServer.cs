using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SemanticSearch.Engine;
using SemanticSearch.Server.Agents;

namespace SemanticSearch.Server.Mcp;

/// <summary>Serves one agent over a pair of streams, as the Model Context Protocol has it: the tools, and what the server says of itself.</summary>
internal sealed partial class AgentServer : IAsyncDisposable
{
    /// <summary>Bytes of a message. The longest that the tools take is far below.</summary>
    private const int LongestMessage = 4_000_000;

    private const string Instructions =
        "Search of the user's code by meaning, on the user's machine. Use search_code to find where and how something is done when you do not know the words the code uses; "
        + "get_chunk for the whole definition of a hit or around a line; find_similar_code for code that resembles other code. Use grep for exact strings and for every use of a known name. "
        + "Line ranges are exact and inclusive, so you can read or edit just those lines.";

    private readonly ILogger _log;
    private readonly ILoggerFactory _loggers;
    private readonly AgentFolders _folders;
    private readonly SessionRoots _roots;
    private readonly AgentSession _session;
    private readonly Stream _input, _output;

    /// <param name="named">Existing folders of the command line; empty to ask the client.</param>
    /// <param name="open">Options for opening a folder.</param>
    public AgentServer(
        Stream input, Stream output, IReadOnlyList<string> named, string currentDirectory, Func<string, WorkspaceOptions> open, ILoggerFactory loggers)
    {
        (_input, _output, _loggers) = (input, output, loggers);
        _log = loggers.CreateLogger<AgentServer>();
        _folders = new AgentFolders(open, (what, failure) => LogUnexpected(failure, what), text => LogTold(text));
        _roots = new SessionRoots(named, currentDirectory, _folders);
        _session = new AgentSession(_roots.IsOpen, (what, failure) => LogUnexpected(failure, what));
    }

    /// <summary>Serves until the client closes its end, or the call is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await _roots.StartAsync(cancellation).ConfigureAwait(false);
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "semsearch", Title = "Semantic Search", Version = ServerVersion.Text },
            ServerInstructions = Instructions,
            ToolCollection = [.. _session.Tools.Select(tool => new McpTool(tool, _roots))],
        };
        options.Handlers.NotificationHandlers =
        [
            new(SessionRoots.ChangedNotification, (_, _) =>
            {
                _roots.Changed();
                return ValueTask.CompletedTask;
            }),
        ];
        var transport = new StreamServerTransport(new LineGuard(_input, LongestMessage), _output, options.ServerInfo.Name, _loggers);
        await using var disposal = transport.ConfigureAwait(false);
        var server = McpServer.Create(transport, options, _loggers);
        await using var ending = server.ConfigureAwait(false);
        await server.RunAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _folders.DisposeAsync().ConfigureAwait(false);
        _session.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "told nobody: {Text}")]
    private partial void LogTold(string text);

    [LoggerMessage(LogLevel.Error, "{What} failed")]
    private partial void LogUnexpected(Exception failure, string what);
}
