using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SemanticSearch.Server.Agents;

/// <summary><c>get_index_status</c>: what can be found, and how far indexing is.</summary>
internal sealed class GetIndexStatusTool(AgentSession session) : AgentTool(Own, session)
{
    private const int LongestWait = 300;

    private static ToolFace Own { get; } = new(
        "get_index_status", "Get the state of the index",
        "Says which folders are searched, how much of them is indexed, and what answers searches. Not needed before a search: every answer says by itself when code is still missing. "
        + "Use it when an answer said so and you want to wait for the rest (waitSeconds), when hits are missing, or to learn which folders are open.",
        [Parameter.Number("waitSeconds", "Wait until everything is indexed, at most this long.", 0, LongestWait, 0)],
        ToolJson.SchemaOf(ToolJson.Default.StatusOutput));

    protected override async Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellation)
    {
        await IndexWait.UntilAllAsync(call, TimeSpan.FromSeconds(call.Arguments.Number("waitSeconds") ?? 0), cancellation).ConfigureAwait(false);
        var output = new StatusOutput([.. call.Folders.Select(StateOf)]);
        var text = new StringBuilder();
        foreach (var folder in output.Folders)
        {
            text.Append(CultureInfo.InvariantCulture, $"{folder.Name} ({folder.Path}): {folder.State}, {folder.PercentIndexed} % indexed; {folder.FilesIndexed} files, {folder.FilesPending} to come, ")
                .Append(CultureInfo.InvariantCulture, $"{folder.Chunks} chunks; answered by {folder.AnsweredBy}.");
            if (folder.Reason is { } reason) text.Append(' ').Append(reason);
            text.Append('\n');
        }
        return new ToolAnswer(text.ToString().TrimEnd('\n'), JsonSerializer.SerializeToElement(output, ToolJson.Readable.StatusOutput));
    }

    private static FolderOutput StateOf(AgentFolder folder)
    {
        var progress = folder.Session.Progress;
        var state = progress.State.ToString().ToLowerInvariant();
        if (folder.Session.Index is not { } index) return new FolderOutput(folder.Name, folder.Root, state, 0, 0, 0, 0, "nothing", null, progress.Reason);
        var (indexed, pending) = folder.Session.Counts;
        var status = index.Status();
        return new FolderOutput(
            folder.Name, folder.Root, state, folder.PercentIndexed ?? 100, indexed, pending, status.Chunks, status.Step, status.LastIndexed, progress.Reason is { Length: > 0 } reason ? reason : null);
    }
}
