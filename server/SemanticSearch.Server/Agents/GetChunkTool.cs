using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SemanticSearch.Server.Agents;

/// <summary><c>get_chunk</c>: the whole definition around a hit or a line.</summary>
internal sealed class GetChunkTool(AgentSession session) : AgentTool(Own, session)
{
    /// <summary>Tokens for what stands around the text.</summary>
    private const int Frame = 60;

    private static ToolFace Own { get; } = new(
        "get_chunk", "Get a whole definition",
        "Gives the whole definition (function, method, class, section) that a hit or a line belongs to, with its documentation and exact lines. Use it when a hit shows a part only, "
        + "or when you know a line of a file (from a stack trace, a compiler's message or grep) and want the definition around it. It costs far less than reading the file. "
        + "Read the file itself when you need its imports or want to edit several places of it.",
        [
            Parameter.Text("id", "id of a hit, in place of path and lines.", RootedPath.Longest),
            Parameter.Text("path", "File, as in a hit.", RootedPath.Longest),
            Parameter.Number("startLine", "A line of the definition, from 1.", 1, int.MaxValue),
            Parameter.Number("endLine", "Last line of the part that the definition has to hold, inclusive. Default: startLine.", 1, int.MaxValue),
            HitArguments.Tokens,
            HitArguments.Cursor,
        ],
        ToolJson.SchemaOf(ToolJson.Default.ChunkOutput));

    protected override Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellation)
    {
        var given = call.Arguments;
        var id = Asked(given);
        var (folder, path) = AgentPaths.Locate(id.Path, call.Folders);
        var lines = folder.LinesOf(path) ?? throw new ToolException("That file cannot be read as text. Read it with your own file tool.");
        if (id.StartLine > lines.Count) throw new ToolException($"The file has lines 1 to {lines.Count}. Give a line within them.");
        if (!id.Agrees(lines)) throw new ToolException("The file has changed since that hit. Search again, or name path and startLine.");

        var place = folder.Index.DefinitionAround(path, id.StartLine, Math.Min(id.EndLine, lines.Count), cancellation) ?? throw new ToolException("There is nothing but blank lines there. Name a line with code.");
        var name = AgentPaths.Of(folder, path, call.Folders);
        var all = lines.Between(place.StartLine, place.EndLine);
        var question = $"chunk\u001f{folder.Root}\u001f{HitId.Of(name, place.StartLine, place.EndLine, lines)}";
        // The lines stand for the entries before: whatever changes in the definition changes its mark.
        var entries = Enumerable.Repeat("", all.Count).ToList();
        var offset = PageCursor.OffsetOf(given.Text("cursor"), question, entries);
        var budget = HitArguments.TokensOf(given) - Frame - TokenBudget.Estimate(name);
        var shown = all.Skip(offset).TakeWhile(line => (budget -= Cost(line)) >= 0).ToList();
        var end = offset + shown.Count;
        var next = end < all.Count && shown.Count > 0 ? PageCursor.Write(question, entries[..end]) : null;
        var symbol = place.Name.Length > 0 ? place.Name : null;
        return Task.FromResult(Answer(new ChunkOutput(
            name, place.StartLine, place.EndLine, place.Kind, symbol, place.StartLine + offset, place.StartLine + end - 1, all.Count - end, next, string.Join('\n', shown))));
    }

    private static HitId Asked(ToolArguments given)
    {
        if (given.Text("id") is { } id) return given.Text("path") is null ? HitId.Parse(id) : throw new ToolException("Give either id, or path and startLine, not both.");
        if (given.Text("path") is not { } path || given.Number("startLine") is not { } start) throw new ToolException("Give the id of a hit, or path and startLine.");
        var end = given.Number("endLine") ?? start;
        return end >= start ? new HitId(path, start, end, "") : throw new ToolException("endLine lies before startLine. Give them in order.");
    }

    /// <summary>Of a line in either form of the answer, its end included.</summary>
    private static int Cost(string line) => TokenBudget.Estimate(JsonEncodedText.Encode(line, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value) + 1;

    private static ToolAnswer Answer(ChunkOutput output)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{output.Path}:{output.StartLine}-{output.EndLine} {output.Kind}");
        if (output.Symbol is { } symbol) text.Append(' ').Append(symbol);
        text.Append('\n');
        if (output.TextStartLine > output.StartLine) text.Append(CultureInfo.InvariantCulture, $"[from line {output.TextStartLine}]\n");
        text.Append(output.Text);
        if (output.LinesLeftOut > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[{output.LinesLeftOut} more lines, from {output.TextEndLine + 1}: ")
                .Append(output.NextCursor is { } next ? $"cursor {next}]" : "give more maxTokens]");
        }
        return new ToolAnswer(text.ToString(), JsonSerializer.SerializeToElement(output, ToolJson.Readable.ChunkOutput));
    }
}
