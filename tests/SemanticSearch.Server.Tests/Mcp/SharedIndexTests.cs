using System.Diagnostics;
using Xunit.Abstractions;

namespace SemanticSearch.Server.Tests.Mcp;

/// <summary>Several servers on one folder: one writes its index, all read it.</summary>
public sealed class SharedIndexTests(ITestOutputHelper output) : IDisposable
{
    private const string Writes = "\"state\":\"ready\"", Reads = "\"state\":\"waiting\"";

    private readonly TemporaryFolder _home = new(), _folder = new();

    public void Dispose()
    {
        _folder.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task The_second_server_reads_what_the_first_writes_and_takes_over_when_that_is_killed()
    {
        _folder.Write("zoo.py", "def feed_zebra(grass):\n    return grass\n");
        using var first = await RawAgent.OverAsync(_home.Path, _folder.Path);
        await AgentProcess.UntilAsync(() => StatusAsync(first), status => status.Contains(Writes, StringComparison.Ordinal));
        using var second = await RawAgent.OverAsync(_home.Path, _folder.Path);
        await AgentProcess.UntilAsync(() => StatusAsync(second), status => status.Contains(Reads, StringComparison.Ordinal));

        Assert.Contains("zoo.py", await SearchAsync(first, "feed the zebra"));
        Assert.Contains("zoo.py", await SearchAsync(second, "feed the zebra"));

        _folder.Write("garden.py", "def water_tulip(can):\n    return can\n");
        await Task.WhenAll(FoundAsync("writer", first, "water the tulip", "garden.py"), FoundAsync("reader", second, "water the tulip", "garden.py"));
        _folder.Write("garden.py", "# Spring.\n\n\ndef water_tulip(can):\n    return can\n");
        Assert.Contains("# Spring.", await FoundAsync("reader", second, "water the tulip", "garden.py:1-5"));

        first.Kill();
        await AgentProcess.UntilAsync(() => StatusAsync(second), status => status.Contains(Writes, StringComparison.Ordinal));
        _folder.Write("harbour.py", "def load_freighter(crane):\n    return crane\n");
        await FoundAsync("heir", second, "load the freighter", "harbour.py");

        using var third = await RawAgent.OverAsync(_home.Path, _folder.Path);
        await AgentProcess.UntilAsync(() => StatusAsync(third), status => status.Contains(Reads, StringComparison.Ordinal));
        Assert.Contains("harbour.py", await SearchAsync(third, "load the freighter"));
        Assert.Equal(0, await second.LeaveAsync());
    }

    private async Task<string> FoundAsync(string role, RawAgent agent, string query, string sign)
    {
        var clock = Stopwatch.StartNew();
        var answer = await AgentProcess.UntilAsync(() => SearchAsync(agent, query), said => said.Contains(sign, StringComparison.Ordinal));
        output.WriteLine($"{role}: {sign} found after {clock.ElapsedMilliseconds} ms");
        return answer;
    }

    private static Task<string> SearchAsync(RawAgent agent, string query) => agent.AskAsync("search_code", new { query });

    private static Task<string> StatusAsync(RawAgent agent) => agent.AskAsync("get_index_status", new { });
}
