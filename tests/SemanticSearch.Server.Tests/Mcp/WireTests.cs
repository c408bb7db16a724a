using System.Text.Json;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>What really goes over the wire: a client's library would put it right, or hide it.</summary>
public sealed class WireTests : IDisposable
{
    private const int Files = 1_500;

    private readonly TemporaryFolder _home = new(), _folder = new();

    public WireTests()
    {
        for (var file = 0; file < Files; file++) _folder.Write($"part{file % 20}/file{file}.py", $"def computes_number_{file}(value):\n    return value * {file}\n");
    }

    public void Dispose()
    {
        _folder.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task A_search_that_is_cancelled_is_never_answered_and_the_server_goes_on()
    {
        using var agent = await RawAgent.OverAsync(_home.Path, _folder.Path);

        await agent.CallAsync("unwanted", "search_code", new { query = "computes number" });
        await agent.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"unwanted","reason":"changed its mind"}}""");
        await agent.CallAsync("wanted", "search_code", new { query = "computes number" });

        var said = await agent.UntilAnswerAsync("wanted");
        await agent.CallAsync("all", "get_index_status", new { waitSeconds = 60 });
        said.AddRange(await agent.UntilAnswerAsync("all"));
        Assert.DoesNotContain(said, line => RawAgent.IsAnswerTo(line, "unwanted") && line.Contains("\"result\"", StringComparison.Ordinal));
        Assert.Contains("computes_number_", said.Single(line => RawAgent.IsAnswerTo(line, "wanted")));
    }

    [Fact]
    public async Task Progress_is_told_while_the_index_is_built_and_only_ever_grows()
    {
        using var agent = await RawAgent.OverAsync(_home.Path, _folder.Path);

        await agent.CallAsync("all", "get_index_status", new { waitSeconds = 60 }, progressToken: "build");
        var said = await agent.UntilAnswerAsync("all");

        var told = said.SkipLast(1).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("params")).ToList();
        Assert.NotEmpty(told);
        Assert.All(told, note => Assert.Equal("build", note.GetProperty("progressToken").GetString()));
        var steps = told.Select(note => note.GetProperty("progress").GetDouble()).ToList();
        Assert.Equal(steps.Distinct().Order(), steps);
    }
}
