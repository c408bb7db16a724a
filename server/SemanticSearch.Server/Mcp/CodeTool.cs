using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Mcp;

/// <summary>What a call is answered with.</summary>
/// <param name="Text">For the model to read.</param>
/// <param name="Structured">The same as data, as the tool's output schema says.</param>
internal sealed record ToolAnswer(string Text, JsonElement Structured);

/// <param name="Report">Tells the client how far the work is (done, of how much, in words), if it asked to be told.</param>
internal sealed record ToolCall(ToolArguments Arguments, IReadOnlyList<AgentFolder> Folders, Func<int, int, string, Task> Report);

/// <summary>What a tool says of itself.</summary>
internal sealed record ToolFace(string Name, string Title, string Description, IReadOnlyList<Parameter> Parameters, JsonElement OutputSchema);

/// <summary>A tool: checks the arguments, answers, and turns every failure into words for the agent.</summary>
internal abstract class CodeTool(ToolFace face, AgentSession session) : McpServerTool
{
    public override Tool ProtocolTool { get; } = new()
    {
        Name = face.Name,
        Title = face.Title,
        Description = face.Description,
        InputSchema = ToolArguments.SchemaOf(face.Parameters),
        OutputSchema = face.OutputSchema,
        Annotations = new ToolAnnotations { Title = face.Title, ReadOnlyHint = true, DestructiveHint = false, IdempotentHint = true, OpenWorldHint = false },
    };

    public override IReadOnlyList<object> Metadata => [];

    public sealed override async ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<AgentFolder> folders = [];
        try
        {
            var arguments = ToolArguments.Read(face.Parameters, request.Params.Arguments);
            folders = await session.Roots.FoldersAsync(request.Server, cancellationToken).ConfigureAwait(false);
            var answer = await AnswerAsync(new ToolCall(arguments, folders, (done, total, words) => ReportAsync(request, done, total, words, cancellationToken)), cancellationToken)
                .ConfigureAwait(false);
            return new CallToolResult { Content = [new TextContentBlock { Text = answer.Text }], StructuredContent = answer.Structured };
        }
        catch (Exception failure) when (failure is not OperationCanceledException and not McpException and not InputRequiredException)
        {
            return new CallToolResult { IsError = true, Content = [new TextContentBlock { Text = InWords(failure, folders) }] };
        }
    }

    protected abstract Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellation);

    private string InWords(Exception failure, IReadOnlyList<AgentFolder> folders)
    {
        // The client named other folders while this one was being searched.
        if (folders.Any(folder => !session.Roots.IsOpen(folder))) return "The folders that may be searched have changed meanwhile. Call again.";
        if (failure is ToolException or WorkspaceException) return failure.Message;
        if (failure is IOException or UnauthorizedAccessException) return $"{failure.Message} Check that the folder can be read, then call again.";
        session.Unexpected(face.Name, failure);
        return $"Something went wrong that should not have ({failure.GetType().Name}); the log of semsearch has the details. Use grep for this question, and ask the user to run `semsearch doctor`.";
    }

    private static async Task ReportAsync(RequestContext<CallToolRequestParams> request, int done, int total, string words, CancellationToken cancellation)
    {
        if (request.Params.ProgressToken is not { } token) return;
        await request.Server.NotifyProgressAsync(
            token, new ProgressNotificationValue { Progress = done, Total = total, Message = words }, cancellationToken: cancellation).ConfigureAwait(false);
    }
}
