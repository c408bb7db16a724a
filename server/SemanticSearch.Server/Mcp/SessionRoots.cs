using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SemanticSearch.Server.Commands;

// Roots are on their way out of the protocol; clients of today name them all the same.
#pragma warning disable MCP9005

namespace SemanticSearch.Server.Mcp;

/// <summary>
/// Which folders an agent may search: those of the command line; else those that its client names, now and whenever they change; else the repository around the
/// current directory.
/// </summary>
/// <param name="named">Existing folders of the command line; empty for none.</param>
internal sealed class SessionRoots(IReadOnlyList<string> named, string currentDirectory, AgentFolders folders)
{
    /// <summary>A client that says it has roots and does not name them is not waited for longer.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    private const string NextStep = "Open a folder in the client, or start the server with `semsearch mcp --path <folder>`.";

    /// <summary>What a client sends when its roots are others.</summary>
    public const string ChangedNotification = NotificationMethods.RootsListChangedNotification;

    private int _asked = -1;
    private volatile int _changes;

    /// <summary>The client has said that its roots are others now.</summary>
    public void Changed() => Interlocked.Increment(ref _changes);

    /// <summary>Opens what is to be open.</summary>
    /// <param name="server">Of the request in hand, through which the client can be asked.</param>
    /// <exception cref="ToolException">There is no folder that may be searched.</exception>
    public async Task<IReadOnlyList<AgentFolder>> FoldersAsync(McpServer server, CancellationToken cancellation)
    {
        var changes = _changes;
        if (Volatile.Read(ref _asked) != changes)
        {
            await folders.BecomeAsync(await ChooseAsync(server, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
            Volatile.Write(ref _asked, changes);
        }
        return folders.Open;
    }

    public bool IsOpen(AgentFolder folder) => folders.Open.Any(open => open.Session == folder.Session);

    /// <summary>Opens the folders of the command line at once, without waiting for a first call.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (named.Count == 0) return;
        await folders.BecomeAsync(named, cancellation).ConfigureAwait(false);
        _asked = _changes;
    }

    /// <summary>The whole disk or a whole home is no workspace: indexing it would take hours, and an agent would read what is none of its business.</summary>
    public static bool IsTooWide(string folder)
        => Path.GetPathRoot(folder) == folder
            || Path.TrimEndingDirectorySeparator(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)) == Path.TrimEndingDirectorySeparator(folder);

    private async Task<IReadOnlyList<string>> ChooseAsync(McpServer server, CancellationToken cancellation)
    {
        if (named.Count > 0) return named;
        if (await AskAsync(server, cancellation).ConfigureAwait(false) is { } roots)
        {
            var usable = roots.Select(LocalFolder).OfType<string>().ToList();
            return usable.Count > 0 ? usable : throw new ToolException(
                roots.Count == 0 ? $"No folder is open in the client. {NextStep}" : $"None of the client's roots is a folder on this machine that can be searched. {NextStep}");
        }
        var chosen = ChosenFolder.For(null, currentDirectory);
        return IsTooWide(chosen.FullPath) ? throw new ToolException($"The server was started in {chosen.FullPath}, which is too wide to be searched. {NextStep}") : [chosen.FullPath];
    }

    /// <returns>The roots as URIs; null for a client that has none.</returns>
    private static async Task<IReadOnlyList<string>?> AskAsync(McpServer server, CancellationToken cancellation)
    {
        if (server.ClientCapabilities?.Roots is null) return null;
        try
        {
            var answer = await server.RequestRootsAsync(new ListRootsRequestParams(), cancellation).AsTask().WaitAsync(AnswerTime, cancellation).ConfigureAwait(false);
            return [.. answer.Roots.Select(root => root.Uri)];
        }
        catch (Exception refused) when (refused is McpException or TimeoutException or InvalidOperationException or System.Text.Json.JsonException)
        {
            throw new ToolException($"The client has roots but did not name them. {NextStep}");
        }
    }

    private static string? LocalFolder(string uri)
        => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed is { IsFile: true, IsUnc: false } && !parsed.LocalPath.Any(char.IsControl)
            && Directory.Exists(parsed.LocalPath) && !IsTooWide(parsed.LocalPath)
                ? parsed.LocalPath
                : null;
}
