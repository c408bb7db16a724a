using System.Text.Json;
using SemanticSearch.Server.Mcp;

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

    [Fact]
    public async Task Every_answer_is_as_its_tools_output_schema_says()
    {
        _folder.Write("src/zoo.py", Function("feed_zebra", "grass") + Function("feed_lion", "meat"));
        await using var agent = await AgentProcess.OverAsync(_home, _folder);
        await agent.IndexedAsync();
        var schemas = (await agent.Client.ListToolsAsync()).ToDictionary(tool => tool.Name, tool => tool.ProtocolTool.OutputSchema!.Value);

        SchemaCheck.Conforms(schemas["search_code"], await agent.AskAsync("search_code", new { query = "feed the zebra" }));
        SchemaCheck.Conforms(schemas["search_code"], await agent.AskAsync("search_code", new { query = "feed", limit = 1 }));
        SchemaCheck.Conforms(schemas["find_similar_code"], await agent.AskAsync("find_similar_code", new { path = "src/zoo.py", startLine = 1, endLine = 4 }));
        SchemaCheck.Conforms(schemas["get_chunk"], await agent.AskAsync("get_chunk", new { path = "src/zoo.py", startLine = 1 }));
        SchemaCheck.Conforms(schemas["get_index_status"], await agent.AskAsync("get_index_status", new { }));
    }

    [Fact]
    public async Task Similar_code_is_found_by_place_without_the_place_itself_and_by_text()
    {
        _folder.Write("zoo.py", Function("feed_zebra", "grass"));
        _folder.Write("farm.py", Function("feed_cow", "grass"));
        await using var agent = await AgentProcess.OverAsync(_home, _folder);
        await agent.IndexedAsync();

        var byPlace = await agent.AskAsync("find_similar_code", new { path = "zoo.py", startLine = 1, endLine = 3 });
        var byText = await agent.AskAsync("find_similar_code", new { text = Function("feed_cow", "grass") });

        Assert.Equal(["farm.py"], PathsOf(byPlace));
        Assert.Equal("farm.py", PathsOf(byText)[0]);
    }

    [Fact]
    public async Task Copies_are_folded_into_one_hit()
    {
        for (var copy = 0; copy < 5; copy++) _folder.Write($"copy{copy}.py", Function("feed_zebra", "grass"));
        await using var agent = await AgentProcess.OverAsync(_home, _folder);
        await agent.IndexedAsync();

        Assert.Single(PathsOf(await agent.AskAsync("search_code", new { query = "feed the zebra" })));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_and_a_cursor_is_refused_once_the_code_has_changed()
    {
        foreach (var animal in Animals) _folder.Write($"{animal}.py", Function($"open_{animal}_gate", animal));
        await using var agent = await AgentProcess.OverAsync(_home, _folder);
        await agent.IndexedAsync();
        var all = PathsOf(await agent.AskAsync("search_code", new { query = "open gate", limit = 50, maxTokens = 20_000 }));

        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await agent.AskAsync("search_code", cursor is null ? new { query = "open gate", limit = 3 } : new { query = "open gate", limit = 3, cursor });
            paged.AddRange(PathsOf(page));
            Assert.Equal(all.Count - paged.Count, page.GetProperty("hitsLeftOut").GetInt32());
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);

        Assert.Equal(Animals.Length, all.Count);
        Assert.Equal(all, paged);
        var first = await agent.AskAsync("search_code", new { query = "open gate", limit = 3 });
        var stale = new { query = "open gate", limit = 3, cursor = first.GetProperty("nextCursor").GetString() };
        File.Delete(_folder.FullPath(PathsOf(first)[0]));
        Assert.Contains("stale", await agent.RefusedAsync("search_code", stale));
        Assert.Contains("another question", await agent.RefusedAsync("search_code", stale with { query = "close gate" }));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(700)]
    [InlineData(3_000)]
    public async Task An_answer_keeps_to_its_token_budget_in_whole_lines_and_says_what_it_leaves_out(int maxTokens)
    {
        foreach (var animal in Animals) _folder.Write($"{animal}.py", Function($"open_{animal}_gate", animal) + string.Concat(Enumerable.Range(0, 60).Select(line => $"    # {animal} {line} é\n")));
        await using var agent = await AgentProcess.OverAsync(_home, _folder);
        await agent.IndexedAsync();

        var result = await agent.CallAsync("search_code", new { query = "open gate", maxTokens });

        var data = result.StructuredContent!.Value;
        Assert.InRange(TokenBudget.Estimate(AgentProcess.TextOf(result)), 1, maxTokens);
        Assert.InRange(TokenBudget.Estimate(JsonSerializer.Serialize(data, Relaxed)), 1, maxTokens);
        Assert.All(data.GetProperty("hits").EnumerateArray(), hit =>
        {
            var lines = File.ReadAllLines(_folder.FullPath(hit.GetProperty("path").GetString()!));
            var shown = hit.GetProperty("endLine").GetInt32() - hit.GetProperty("startLine").GetInt32() + 1 - hit.GetProperty("linesLeftOut").GetInt32();
            Assert.Equal(string.Join('\n', lines.Skip(hit.GetProperty("startLine").GetInt32() - 1).Take(shown)), hit.GetProperty("text").GetString());
        });
    }

    [Fact]
    public async Task With_several_folders_paths_begin_with_the_folders_name_and_can_be_given_back_as_they_are()
    {
        using var other = new TemporaryFolder();
        _folder.Write("zoo.py", Function("feed_zebra", "grass"));
        other.Write("farm.py", Function("feed_cow", "hay"));
        await using var agent = await AgentProcess.OverAsync(_home, _folder, other);
        await agent.IndexedAsync();
        var (zoo, farm) = ($"{Path.GetFileName(_folder.Path)}/zoo.py", $"{Path.GetFileName(other.Path)}/farm.py");

        var found = await agent.AskAsync("search_code", new { query = "feed the cow or the zebra" });

        Assert.Equal(new[] { zoo, farm }.Order(StringComparer.Ordinal), PathsOf(found).Order(StringComparer.Ordinal));
        foreach (var hit in found.GetProperty("hits").EnumerateArray())
        {
            Assert.Contains("feed_", (await agent.AskAsync("get_chunk", new { id = hit.GetProperty("id").GetString() })).GetProperty("text").GetString());
        }
        Assert.Equal([farm], PathsOf(await agent.AskAsync("search_code", new { query = "feed", globs = new[] { $"{Path.GetFileName(other.Path)}/**" } })));
        Assert.Equal([farm], PathsOf(await agent.AskAsync("find_similar_code", new { path = zoo, startLine = 1, endLine = 3 })));
    }

    private static readonly string[] Animals = ["zebra", "lion", "otter", "falcon", "tortoise", "penguin", "camel", "wolf"];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Function(string name, string argument) => $"def {name}({argument}):\n    \"\"\"Does {name.Replace('_', ' ')} with {argument}.\"\"\"\n    return {argument}\n\n\n";

    private static List<string> PathsOf(JsonElement answer) => [.. answer.GetProperty("hits").EnumerateArray().Select(hit => hit.GetProperty("path").GetString()!)];
}
