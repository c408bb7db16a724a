using System.Text.Json;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Agents;

/// <summary>What a call is answered with.</summary>
/// <param name="Text">For the model to read; of a call that failed: why, and what to do next.</param>
/// <param name="Structured">The same as data, as the tool's output schema says; null of a call that failed.</param>
internal sealed record ToolAnswer(string Text, JsonElement? Structured);

/// <param name="Report">Tells the client how far the work is (done, of how much, in words), if it asked to be told.</param>
internal sealed record ToolCall(ToolArguments Arguments, IReadOnlyList<AgentFolder> Folders, Func<int, int, string, Task> Report);

/// <summary>What a tool says of itself.</summary>
internal sealed record ToolFace(string Name, string Title, string Description, IReadOnlyList<Parameter> Parameters, JsonElement OutputSchema)
{
    public JsonElement InputSchema { get; } = ToolArguments.SchemaOf(Parameters);
}

/// <summary>A tool, whoever it is offered through: checks the arguments, answers, and turns every failure into words for the agent.</summary>
internal abstract class AgentTool(ToolFace face, AgentSession session)
{
    public ToolFace Face => face;

    protected AgentSession Session => session;

    /// <param name="given">By the model, unchecked; null for none.</param>
    /// <param name="folders">Finds the folders that may be searched, by now.</param>
    /// <param name="report">As in <see cref="ToolCall"/>.</param>
    /// <exception cref="OperationCanceledException">It is the only one.</exception>
    public async Task<ToolAnswer> CallAsync(
        IDictionary<string, JsonElement>? given, Func<CancellationToken, Task<IReadOnlyList<AgentFolder>>> folders, Func<int, int, string, Task> report,
        CancellationToken cancellation)
    {
        IReadOnlyList<AgentFolder> open = [];
        try
        {
            var arguments = ToolArguments.Read(face.Parameters, given);
            open = await folders(cancellation).ConfigureAwait(false);
            return await AnswerAsync(new ToolCall(arguments, open, report), cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            return new ToolAnswer(InWords(failure, open), null);
        }
    }

    protected abstract Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellation);

    private string InWords(Exception failure, IReadOnlyList<AgentFolder> folders)
    {
        // The client named other folders while this one was being searched.
        if (!folders.All(session.IsOpen)) return "The folders that may be searched have changed meanwhile. Call again.";
        if (failure is ToolException or WorkspaceException) return failure.Message;
        if (failure is IOException or UnauthorizedAccessException) return $"{failure.Message} Check that the folder can be read, then call again.";
        session.Unexpected(face.Name, failure);
        return $"Something went wrong that should not have ({failure.GetType().Name}); the log of semsearch has the details. Use grep for this question, and ask the user to run `semsearch doctor`.";
    }
}
