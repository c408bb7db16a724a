using System.CommandLine;
using Microsoft.Extensions.Logging;
using SemanticSearch.Server.Mcp;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Commands;

/// <param name="Folders">Empty for those that the client names.</param>
internal sealed record McpOptions(IReadOnlyList<string> Folders, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch mcp</c>: the Model Context Protocol over stdin and stdout, for an agent. Ends with its input.</summary>
internal static class McpCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var folders = new Option<string[]>("--path")
        {
            Description = "Folder to search; may be repeated (default: the client's roots, else the git repository around the current directory)",
            HelpName = "folder",
        };
        var command = new Command("mcp", "Serve an agent: the Model Context Protocol over stdin and stdout") { folders };
        return new Verb(command, parsed => new McpOptions(parsed.GetValue(folders) ?? [], parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(McpOptions options, CommandHost host, CancellationToken cancellation)
    {
        if (options.IndexFile is not null)
        {
            throw new CommandException(ExitCode.Usage, $"mcp keeps an index for each folder, so it takes no --index; {DataDirectory.Variable} names another data directory.");
        }
        if (options.Folders.Count > AgentFolders.Most) throw new CommandException(ExitCode.Usage, $"mcp takes at most {AgentFolders.Most} folders. Name fewer.");
        var named = options.Folders.Select(folder => ChosenFolder.For(folder, host.CurrentDirectory).FullPath).ToList();

        // At normal priority, as the editor's server: on a machine that compiles on all cores, one that gives way needs five seconds for the handshake, and clients
        // take it for a server of another protocol.
        RequestThreads.Keep();

        // The protocol owns stdout from here on: whatever else writes to the console goes to stderr.
        await using var input = Console.OpenStandardInput();
        await using var output = new BufferedStream(Console.OpenStandardOutput());
        Console.SetOut(Console.Error);

        using var loggers = LoggerFactory.Create(logging => logging
            .AddProvider(new FileLoggerProvider(new LogFile(host.Home, host.Time)))
            // What a client sends is no fault of ours, however broken it is.
            .AddFilter("ModelContextProtocol", LogLevel.Critical));
        await using var server = new AgentServer(input, output, named, host.CurrentDirectory, folder => host.OptionsFor(folder, null), loggers);
        await server.RunAsync(cancellation);
        return ExitCode.Ok;
    }
}
