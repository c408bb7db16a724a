using System.Text.Json;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Server.Commands;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Tests.Commands;

/// <summary><c>health</c> and <c>metrics</c>.</summary>
public sealed class HealthCommandTests : IDisposable
{
    private static readonly MetricsReport Metrics = new(
        new DateTimeOffset(2026, 5, 4, 12, 0, 0, TimeSpan.Zero),
        [
            new GenerationMetrics(1, "bundled", "shadow", 0, new CanaryFigures(0, 0, 0, 0, 0, 0, 0), new CanaryFigures(40, 3.3, 7.5, 9.1, 0, 0.1, 0.25)),
            new GenerationMetrics(2, "my \"own\"", "active", 1_234, new CanaryFigures(8, 60, 90.5, 91, 0.125, 0, 0.5), new CanaryFigures(1_200, 61, 92, 99, 0.005, 0.01, 0.4)),
        ],
        900, 100, 12_345_678, 6, 2, new MemoryReading(16L << 30, 10L << 30, "this machine"));

    private readonly TemporaryFolder folder = new(), home = new();
    private readonly StringWriter output = new() { NewLine = "\n" }, error = new();

    public void Dispose()
    {
        folder.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task A_folder_without_an_index_is_not_ready_and_an_indexed_one_is()
    {
        folder.Write("greet.py", "def greet(name):\n    return 'hello ' + name\n");
        Assert.Equal((ExitCode)1, await RunAsync("health", "--json"));
        var before = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal((true, false, false), (before.GetProperty("live").GetBoolean(), before.GetProperty("ready").GetBoolean(), before.GetProperty("degraded").GetBoolean()));
        Assert.Equal("no-index", before.GetProperty("problems")[0].GetProperty("name").GetString());
        Assert.Equal(ExitCode.IndexUnusable, await RunAsync("metrics"));

        Assert.Equal(ExitCode.Ok, await RunAsync("index"));
        output.GetStringBuilder().Clear();
        Assert.Equal(ExitCode.Ok, await RunAsync("health"));
        Assert.DoesNotContain("not ready", output.ToString(), StringComparison.Ordinal);
        output.GetStringBuilder().Clear();
        Assert.Equal(ExitCode.Ok, await RunAsync("metrics", "--json"));
        var metrics = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal("bundled", metrics.GetProperty("generations")[0].GetProperty("model").GetString());
        Assert.Equal(ExitCode.Usage, await RunAsync("metrics", "--json", "--openmetrics"));
    }

    [Fact]
    public void Health_gives_each_problem_its_next_step()
    {
        HealthCommand.Print(
            new HealthReport(
                Ready: true, [new HealthProblem("writer-gone", "6 files wait.", "Run `semsearch index`.")],
                [new Alert(AlertRules.Memory, "memory: 91 % in use", Pending: false), new Alert(AlertRules.QueryLatency, "searches are slow", Pending: true)]),
            output, Palette.For(StreamTraits.Plain));

        Expect(
            $"""
            degraded
            problem   6 files wait.
                      → Run `semsearch index`.
            alert     memory: 91 % in use
                      → {AlertRules.Memory.NextStep}
            seen      searches are slow; an alert when it lasts 5 minutes
                      → {AlertRules.QueryLatency.NextStep}
            not seen  {HealthCommand.Unseen}

            """);
    }

    [Fact]
    public void Metrics_are_a_table()
    {
        MetricsCommand.Print(Metrics, output);

        Expect(
            $"""
            searches of        last    count   p50 ms   p95 ms   p99 ms   errors    empty   opened
            bundled (shadow)   hour        0        –        –        –        –        –        –
                               day        40      3.3      7.5      9.1    0.0 %   10.0 %   25.0 %
            my "own" (active)  hour        8     60.0     90.5     91.0   12.5 %    0.0 %   50.0 %
                               day     1,200     61.0     92.0     99.0    0.5 %    1.0 %   40.0 %
            cache     90.0 % of 1,000 embeddings wanted were there already
            index     12.3 MB
            queue     6 files to index, 1,234 vectors to compute, 2 texts that a model failed at
            machine   memory: 37 % of 16.0 GB (this machine) in use
            not seen  {MetricsCommand.Unseen}

            """);
    }

    [Fact]
    public void The_json_of_metrics_is_a_contract()
        => Assert.Equal(
            """{"at":"2026-05-04T12:00:00+00:00","generations":[{"id":1,"model":"bundled","state":"shadow","chunksPending":0,"lastHour":{"queries":0,"p50Ms":null,"p95Ms":null,"p99Ms":null,"errorRate":null,"emptyRate":null,"openedRate":null},"lastDay":{"queries":40,"p50Ms":3.3,"p95Ms":7.5,"p99Ms":9.1,"errorRate":0,"emptyRate":0.1,"openedRate":0.25}},{"id":2,"model":"my \"own\"","state":"active","chunksPending":1234,"lastHour":{"queries":8,"p50Ms":60,"p95Ms":90.5,"p99Ms":91,"errorRate":0.125,"emptyRate":0,"openedRate":0.5},"lastDay":{"queries":1200,"p50Ms":61,"p95Ms":92,"p99Ms":99,"errorRate":0.005,"emptyRate":0.01,"openedRate":0.4}}],"cacheHitRate":0.9,"embeddingsReused":900,"embeddingsComputed":100,"indexBytes":12345678,"filesPending":6,"deadLetters":2,"memoryUsedBytes":6442450944,"memoryTotalBytes":17179869184,"memoryLimit":"this machine","unseen":"x"}""",
            JsonSerializer.Serialize(MetricsJson.Of(Metrics) with { Unseen = "x" }, HealthWireJson.Readable.MetricsJson));

    [Fact]
    public void OpenMetrics_has_families_with_their_units_and_an_end()
    {
        OpenMetricsText.Write(Metrics, output);

        var lines = output.ToString().Split('\n');
        Assert.Equal(
            ["# TYPE semsearch_query_duration_seconds gauge", "# UNIT semsearch_query_duration_seconds seconds", "# HELP semsearch_query_duration_seconds From a question to its answer."],
            lines[..3]);
        Assert.Equal("""semsearch_query_duration_seconds{generation="1",model="bundled",state="shadow",window="day",percentile="50"} 0.0033""", lines[3]);
        Assert.Contains("""semsearch_query_error_ratio{generation="2",model="my \"own\"",state="active",window="hour"} 0.125""", lines);
        Assert.Contains("""semsearch_embedding_cache_lookups_total{result="hit"} 900""", lines);
        Assert.Contains("semsearch_index_size_bytes 12345678", lines);
        Assert.Equal(["# EOF", ""], lines[^2..]);
        // A family stands together, and no point comes twice.
        Assert.Equal(lines.Length, lines.Distinct().Count());
        Assert.All(lines.Where(line => line.StartsWith("# UNIT ", StringComparison.Ordinal)), line => Assert.EndsWith("_" + line.Split(' ')[3], line.Split(' ')[2]));
    }

    private void Expect(string text) => Assert.Equal(text.ReplaceLineEndings("\n"), output.ToString());

    private Task<ExitCode> RunAsync(params string[] arguments)
    {
        var terminal = new Terminal(TextReader.Null, output, StreamTraits.Plain, error, StreamTraits.Plain);
        return new CommandHost(terminal, folder.Path, home.Path, TimeProvider.System).RunAsync(arguments, CancellationToken.None);
    }
}
