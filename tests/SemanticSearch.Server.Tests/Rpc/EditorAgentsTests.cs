using System.Text.Json;
using System.Text.Json.Nodes;
using SemanticSearch.Engine.Tests;
using SemanticSearch.Server.Agents;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Tests.Rpc;

/// <summary>The tools of agents, for language models in the editor.</summary>
public sealed class EditorAgentsTests : IAsyncLifetime
{
    private readonly ServedWorkspace _served = new();
    private TemporaryFolder _folder = null!;

    private EditorClient Editor => _served.Editor;

    public async Task InitializeAsync()
    {
        _folder = _served.AddFolder();
        _folder.Write("shapes/paint.py", "def paint_triangle(canvas):\n    \"\"\"Draws a triangle in red.\"\"\"\n    canvas.polygon(3, 'red')\n");
        _folder.Write("shapes/wash.py", "def wash_brush(water):\n    return water.rinse()\n");
        _folder.Write(".gitignore", "secret/\n");
        _folder.Write("secret/key.py", "def key():\n    return 'triangle'\n");
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);
    }

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task A_search_a_definition_and_similar_code_are_had_as_text()
    {
        var found = await CallAsync("search_code", new { query = "draw a triangle", limit = 1 });
        Assert.Contains("shapes/paint.py:1-3 function paint_triangle\ndef paint_triangle(canvas):\n", found.Text);

        Assert.Contains("canvas.polygon(3, 'red')", (await CallAsync("get_chunk", new { path = "shapes/paint.py", startLine = 3 })).Text);
        Assert.Contains("shapes/wash.py", (await CallAsync("find_similar_code", new { text = "def wash_brush(soap):\n    return soap.rinse()\n" })).Text);
        Assert.Contains("100 % indexed; 3 files", (await CallAsync("get_index_status", new { })).Text);
        Assert.All([found], answer => Assert.False(answer.Failed));
    }

    [Fact]
    public async Task What_is_typed_and_not_saved_is_read_as_it_stands()
    {
        var path = _folder.FullPath("shapes/wash.py");
        await Editor.AskAsync(Methods.ChangeDocument, new DocumentParams(path, "def wash_brush(water, soap):\n    return water.rinse(soap)\n"), RpcJson.Default.DocumentParams);

        Assert.Contains("water.rinse(soap)", (await CallAsync("get_chunk", new { path = "shapes/wash.py", startLine = 1 })).Text);
    }

    [Theory]
    [InlineData("search_code", """{"query":"x","limit":999}""", "limit is a whole number from 1 to 50")]
    [InlineData("search_code", """{}""", "The argument query is missing")]
    [InlineData("search_code", """[1]""", "The argument query is missing")]
    [InlineData("get_chunk", """{"path":"../outside.py","startLine":1}""", "no path of a file in the folders here")]
    [InlineData("get_chunk", """{"path":"secret/key.py","startLine":1}""", "is not searched, so it is not shown")]
    public async Task What_a_model_gets_wrong_is_told_it_in_words(string tool, string arguments, string reason)
    {
        var answer = await CallAsync(tool, JsonSerializer.Deserialize<JsonElement>(arguments));

        Assert.True(answer.Failed);
        Assert.Contains(reason, answer.Text);
    }

    [Fact]
    public async Task An_answer_keeps_to_the_room_that_the_model_has()
    {
        _folder.Write("long.py", string.Concat(Enumerable.Range(0, 60).Select(number => $"def triangle_{number}(canvas):\n    return canvas.draw_triangle({number}, 'red', 'a rather long argument')\n\n\n")));
        await EditorClient.UntilAsync(() => Editor.SearchAsync("triangle_59"), found => found.Hits.Any(hit => hit.Path == "long.py"));

        var roomy = await CallAsync("search_code", new { query = "draw a triangle", limit = 40 });
        var tight = await CallAsync("search_code", new { query = "draw a triangle", limit = 40, maxTokens = 10_000 }, mostTokens: 500);

        Assert.InRange(TokenBudget.Estimate(tight.Text), 100, 500);
        Assert.True(TokenBudget.Estimate(roomy.Text) > 1_000);
    }

    [Fact]
    public async Task A_tool_that_there_is_not_is_refused()
        => Assert.Equal(RpcException.InvalidParams, (await Assert.ThrowsAsync<RpcException>(() => CallAsync("delete_code", new { }))).Code);

    /// <summary>The editor shows a model what its manifest says, so it has to say what the tools say of themselves.</summary>
    [Fact]
    public void The_extensions_manifest_describes_the_tools_as_they_are()
    {
        var file = Repository.At("vscode-semantic-search", "package.json");
        var manifest = JsonNode.Parse(File.ReadAllText(file))!;
        var declared = manifest["contributes"]!["languageModelTools"]!.AsArray().ToDictionary(tool => tool!["name"]!.GetValue<string>(), tool => tool!.AsObject());
        using var session = new AgentSession(_ => true, (_, failure) => throw failure);
        Assert.Equal(session.Tools.Select(tool => "semanticSearch_" + tool.Face.Name).Order(StringComparer.Ordinal), declared.Keys.Order(StringComparer.Ordinal));

        Assert.All(session.Tools, tool =>
        {
            var entry = declared["semanticSearch_" + tool.Face.Name];
            Assert.Equal(tool.Face.Description, entry["modelDescription"]!.GetValue<string>());
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(tool.Face.InputSchema.GetRawText()), entry["inputSchema"]), $"The inputSchema of {tool.Face.Name} is {tool.Face.InputSchema}");
        });
    }

    private Task<ToolResult> CallAsync(string tool, object arguments, int? mostTokens = null)
        => CallAsync(tool, JsonSerializer.SerializeToElement(arguments), mostTokens);

    private async Task<ToolResult> CallAsync(string tool, JsonElement arguments, int? mostTokens = null)
        => (await Editor.AskAsync(Methods.CallTool, new CallToolParams(tool, arguments, mostTokens), RpcJson.Default.CallToolParams)).Deserialize(RpcJson.Default.ToolResult)!;
}
