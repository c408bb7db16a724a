using System.Text.Json;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Agents;

namespace SemanticSearch.Server.Rpc;

/// <summary>The tools of `semsearch mcp` for language models in the editor, over the folders that it has open.</summary>
/// <param name="folders">The folders that are open now.</param>
internal sealed class EditorAgents(Func<IReadOnlyList<FolderSession>> folders, Action<string, Exception> unexpected) : IDisposable
{
    private readonly AgentSession _session = new(folder => folders().Contains(folder.Session), unexpected);

    /// <exception cref="RpcException">There is no such tool.</exception>
    public async Task<ToolResult> CallAsync(CallToolParams call, CancellationToken cancellation)
    {
        var tool = _session.Tools.FirstOrDefault(tool => tool.Face.Name == call.Tool)
            ?? throw new RpcException(RpcException.InvalidParams, $"There is no tool '{call.Tool}'. Install the extension again: it and its server are of different versions.");
        var answer = await tool.CallAsync(Fitting(tool, call), _ => Task.FromResult(Open()), (_, _, _) => Task.CompletedTask, cancellation).ConfigureAwait(false);
        return new ToolResult(answer.Text, answer.Structured is null);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>What the model has room for counts, whatever it asks for.</summary>
    private static Dictionary<string, JsonElement> Fitting(AgentTool tool, CallToolParams call)
    {
        var given = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (call.Arguments.ValueKind == JsonValueKind.Object)
        {
            foreach (var argument in call.Arguments.EnumerateObject()) given[argument.Name] = argument.Value;
        }
        var tokens = HitArguments.Tokens;
        if (call.MostTokens is not { } most || !tool.Face.Parameters.Contains(tokens)) return given;
        var room = Math.Clamp(most, TokenBudget.Least, TokenBudget.Most);
        var asked = given.TryGetValue(tokens.Name, out var number) ? number : JsonSerializer.SerializeToElement(TokenBudget.Usual, RpcJson.Default.Int32);
        // What is no number is refused by the tool itself.
        if (asked.ValueKind == JsonValueKind.Number && asked.GetDouble() > room) given[tokens.Name] = JsonSerializer.SerializeToElement(room, RpcJson.Default.Int32);
        return given;
    }

    /// <exception cref="ToolException">No folder is open.</exception>
    private IReadOnlyList<AgentFolder> Open()
    {
        var open = folders();
        if (open.Count == 0) throw new ToolException("No folder is open in the editor. Ask the user to open one.");
        var named = AgentFolder.Named(open.Select(folder => IndexLocation.RealPath(folder.Folder.Path)));
        return [.. named.Zip(open, (names, session) => new AgentFolder(names.Name, names.Root, session))];
    }
}
