using System.Globalization;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Agents;

/// <summary><c>find_similar_code</c>: code like a place or a text.</summary>
internal sealed class FindSimilarCodeTool(AgentSession session) : AgentTool(Own, session)
{
    private static ToolFace Own { get; } = new(
        "find_similar_code", "Find similar code",
        "Finds code of this workspace that resembles given code: copies, variants, implementations of the same idea in other places or languages. Give a file and its lines "
        + "(the place itself is left out of the answer), or the code as text. Use it before writing something that may be there already, and to find all places that need the same "
        + "change although their words differ. Prefer grep where the places share an exact string.",
        [
            Parameter.Text("path", "File with the code, as in a hit.", RootedPath.Longest),
            Parameter.Number("startLine", "First line of the code in the file, from 1.", 1, int.MaxValue),
            Parameter.Number("endLine", "Its last line, inclusive. Default: startLine.", 1, int.MaxValue),
            Parameter.Text("text", "The code itself, in place of path and lines.", SimilarCommand.MaximumTextLength),
            .. HitArguments.Parameters,
        ],
        ToolJson.SchemaOf(ToolJson.Default.HitsOutput));

    protected override Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellation)
    {
        var asked = Asked(call.Arguments, call.Folders);
        if (string.IsNullOrWhiteSpace(asked.Text)) throw new ToolException("There is only white space to compare with. Choose lines with code in them.");
        var question = string.Create(CultureInfo.InvariantCulture, $"similar\u001f{asked.Path}\u001f{asked.StartLine}\u001f{asked.EndLine}\u001f{asked.Text}");
        return HitSearch.AnswerAsync(call, Session, question, (folder, filter) => folder.Index.SimilarAsync(
            new SimilarRequest(asked.Text, folder == asked.Home ? asked.Path : null, asked.StartLine, asked.EndLine, HitSearch.Window, filter) { Patience = HitSearch.Patience },
            cancellation), cancellation);
    }

    private static (string Text, AgentFolder? Home, string? Path, int StartLine, int EndLine) Asked(ToolArguments given, IReadOnlyList<AgentFolder> folders)
    {
        if (given.Text("text") is { } text)
        {
            return given.Text("path") is null ? (text, null, null, 0, 0) : throw new ToolException("Give either text, or path with startLine and endLine, not both.");
        }
        if (given.Text("path") is not { } path || given.Number("startLine") is not { } start)
        {
            throw new ToolException("Give path with startLine and endLine, or text.");
        }
        var end = given.Number("endLine") ?? start;
        var (home, inside) = AgentPaths.Locate(path, folders);
        var lines = home.LinesOf(inside) ?? throw new ToolException("That file cannot be read as text. Give the code as text.");
        if (end < start || start > lines.Count) throw new ToolException($"The file has lines 1 to {lines.Count}. Give startLine and endLine within them, in order.");
        var chosen = string.Join('\n', lines.Between(start, end));
        return chosen.Length <= SimilarCommand.MaximumTextLength
            ? (chosen, home, inside, start, Math.Min(end, lines.Count))
            : throw new ToolException($"Those lines have {chosen.Length:N0} characters; at most {SimilarCommand.MaximumTextLength:N0} can be compared. Choose the lines that matter.");
    }
}
