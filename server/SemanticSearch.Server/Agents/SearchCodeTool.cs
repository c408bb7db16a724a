using SemanticSearch.Engine.Search;

namespace SemanticSearch.Server.Agents;

/// <summary><c>search_code</c>: code by what it does.</summary>
internal sealed class SearchCodeTool(AgentSession session) : AgentTool(Own, session)
{
    private static ToolFace Own { get; } = new(
        "search_code", "Search code by meaning",
        "Finds the definitions and passages of this workspace that do what the query says, best first, with their exact lines. Describe what the code does in plain words "
        + "(\"retry a request with back-off\", \"where are uploads limited in size\"), or name a symbol. Prefer it to grep when you do not know the words the code uses, "
        + "want to learn how or where something is done, or would grep for several synonyms. Prefer grep for an exact string, a regular expression, every use of a known name, "
        + "or a count. Copies are folded into one hit. One call usually answers what takes several rounds of grep and reading files.",
        [Parameter.Text("query", "What the code does, in a sentence or a few words; or a symbol's name.", SearchRequest.MaximumQueryLength, required: true), .. HitArguments.Parameters],
        ToolJson.SchemaOf(ToolJson.Default.HitsOutput));

    protected override Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellation)
    {
        var query = call.Arguments.Text("query")!.Trim();
        if (query.Length == 0) throw new ToolException("query is blank. Say what the code does.");
        return HitSearch.AnswerAsync(call, Session, $"search\u001f{query}", (folder, filter) => folder.Index.SearchAsync(
            new SearchRequest(query, HitSearch.Window, SearchMode.Hybrid, filter) { Patience = HitSearch.Patience }, cancellation), cancellation);
    }
}
