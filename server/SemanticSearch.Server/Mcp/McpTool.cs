using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SemanticSearch.Server.Agents;

namespace SemanticSearch.Server.Mcp;

/// <summary>A tool as the Model Context Protocol has it.</summary>
/// <param name="roots">Of the session: the client may be asked for them.</param>
internal sealed class McpTool(AgentTool tool, SessionRoots roots) : McpServerTool
{
    public override Tool ProtocolTool { get; } = new()
    {
        Name = tool.Face.Name,
        Title = tool.Face.Title,
        Description = tool.Face.Description,
        InputSchema = tool.Face.InputSchema,
        OutputSchema = tool.Face.OutputSchema,
        Annotations = new ToolAnnotations { Title = tool.Face.Title, ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
    };

    public override IReadOnlyList<object> Metadata => [];

    public override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        var answer = await tool.CallAsync(
            request.Params.Arguments, cancellation => roots.FoldersAsync(request.Server, cancellation),
            (done, total, words) => ReportAsync(request, done, total, words, cancellationToken), cancellationToken).ConfigureAwait(false);
        return new CallToolResult { IsError = answer.Structured is null, Content = [new TextContentBlock { Text = answer.Text }], StructuredContent = answer.Structured };
    }

    private static async Task ReportAsync(RequestContext<CallToolRequestParams> request, int done, int total, string words, CancellationToken cancellation)
    {
        if (request.Params.ProgressToken is not { } token) return;
        await request.Server.NotifyProgressAsync(
            token, new ProgressNotificationValue { Progress = done, Total = total, Message = words }, cancellationToken: cancellation).ConfigureAwait(false);
    }
}
