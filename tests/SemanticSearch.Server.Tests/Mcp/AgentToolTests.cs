namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>The tools, as an agent uses them.</summary>
public sealed class AgentToolTests : IDisposable
{
    private readonly TemporaryFolder _home = new(), _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task The_tools_say_what_they_are_for_and_what_they_take()
    {
        await using var agent = await AgentProcess.OverAsync(_home, _folder);

        var tools = await agent.Client.ListToolsAsync();

        Assert.Equal(["find_similar_code", "get_chunk", "get_index_status", "search_code"], tools.Select(tool => tool.Name).Order(StringComparer.Ordinal));
        Assert.All(tools, tool => Assert.True(tool.ProtocolTool.Annotations!.ReadOnlyHint));
        Assert.All(tools, tool => Assert.Equal("object", tool.ProtocolTool.OutputSchema!.Value.GetProperty("type").GetString()));
        Assert.All(tools, tool => Assert.False(tool.JsonSchema.GetProperty("additionalProperties").GetBoolean()));
        Assert.Contains("Prefer grep", tools.Single(tool => tool.Name == "search_code").Description);
        Assert.Contains("search_code", agent.Client.ServerInstructions);
    }

    [Fact]
    public async Task A_search_finds_a_definition_with_its_exact_lines_and_the_whole_of_it_is_had_by_its_id()
    {
        _folder.Write("src/zoo.py", "import os\n\n\ndef feed_zebra(grass):\n    \"\"\"Gives the zebra its grass.\"\"\"\n    return grass\n\n\ndef wash_lion(water):\n    return water\n");
        await using var agent = await AgentProcess.OverAsync(_home, _folder);
        await agent.IndexedAsync();

        var found = await agent.AskAsync("search_code", new { query = "feed the zebra" });

        var hit = found.GetProperty("hits")[0];
        Assert.Equal("src/zoo.py", hit.GetProperty("path").GetString());
        var (start, end) = (hit.GetProperty("startLine").GetInt32(), hit.GetProperty("endLine").GetInt32());
        var lines = await File.ReadAllLinesAsync(_folder.FullPath("src/zoo.py"));
        Assert.Equal(string.Join('\n', lines[(start - 1)..end]), hit.GetProperty("text").GetString());
        Assert.Contains("def feed_zebra(grass):", hit.GetProperty("text").GetString());

        var chunk = await agent.AskAsync("get_chunk", new { id = hit.GetProperty("id").GetString() });
        Assert.Equal("feed_zebra", chunk.GetProperty("symbol").GetString());
        Assert.Contains("return grass", chunk.GetProperty("text").GetString());
        var byLine = await agent.AskAsync("get_chunk", new { path = "src/zoo.py", startLine = 10 });
        Assert.Equal(("wash_lion", 9, 10), (byLine.GetProperty("symbol").GetString(), byLine.GetProperty("startLine").GetInt32(), byLine.GetProperty("endLine").GetInt32()));
    }
}
