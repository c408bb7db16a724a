using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Memory;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Engine.Tests.Indexing;

namespace SemanticSearch.Engine.Tests.Health;

public sealed class HealthReportTests : IDisposable
{
    private static readonly MemoryReading Half = new(2, 1, "this machine");

    private readonly WorkspaceFixture _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_folder_gets_ready_and_healthy_by_being_indexed()
    {
        _workspace.Write("a.py", WorkspaceFixture.Source(1));
        var before = await ReportAsync();
        Assert.Equal((false, false, "no-index"), (before.Ready, before.Degraded, Assert.Single(before.Problems).Name));

        await _workspace.IndexAsync();
        var after = await ReportAsync();
        Assert.Equal((true, false, ""), (after.Ready, after.Degraded, after.Reason));
    }

    [Fact]
    public async Task An_index_that_cannot_be_used_is_told_apart_by_why()
    {
        using (var index = IndexDatabase.OpenForWriting(_workspace.IndexFile, _ => { })) index.Execute("PRAGMA user_version = 1");
        // Its writer may be of the earlier version, so it is not brought up under its feet.
        using (WriteLease.Take(_workspace.IndexFile))
        {
            Assert.Equal("older-index", Assert.Single((await ReportAsync()).Problems).Name);
            using var notes = IndexDatabase.OpenForNotes(_workspace.IndexFile);
            Assert.Null(notes);
        }

        await File.WriteAllTextAsync(_workspace.IndexFile, new string('x', 8_192));
        Assert.Equal("damaged-index", Assert.Single((await ReportAsync()).Problems).Name);
    }

    [Fact]
    public async Task Files_that_wait_for_nobody_and_a_model_that_does_not_answer_degrade_it()
    {
        _workspace.Write("a.py", WorkspaceFixture.Source(1));
        await _workspace.IndexAsync();
        await using var index = _workspace.Open();
        var status = index.Status() with { FilesPending = 3, StepReason = "large has not begun to read the code yet" };

        var alone = HealthReport.Of(status, "large", []);
        Assert.Equal(["step-below", "writer-gone"], alone.Problems.Select(problem => problem.Name));
        Assert.True(alone is { Live: true, Ready: true, Degraded: true });
        Assert.Equal(["step-below"], HealthReport.Of(status with { WriterActive = true }, "large", []).Problems.Select(problem => problem.Name));
        Assert.Equal(["words-only"], HealthReport.Of(status with { FilesPending = 0, Step = "lexical" }, null, []).Problems.Select(problem => problem.Name));
    }

    [Fact]
    public async Task An_alert_degrades_it_and_one_that_is_pending_does_not()
    {
        _workspace.Write("a.py", WorkspaceFixture.Source(1));
        await _workspace.IndexAsync();
        await using var index = _workspace.Open();
        var alert = new Alert(AlertRules.QueryLatency, "searches are slow", Pending: true);

        Assert.False(HealthReport.Of(index.Status(), null, [alert]).Degraded);
        var lasting = HealthReport.Of(index.Status(), null, [alert with { Pending = false }]);
        Assert.Equal((true, "Searches are slow."), (lasting.Degraded, lasting.Reason));
    }

    [Fact]
    public async Task Metrics_tell_of_each_generation_what_its_queries_were_like()
    {
        _workspace.Write("a.py", WorkspaceFixture.Source(1));
        var run = await _workspace.IndexAsync();
        var now = DateTimeOffset.UtcNow;
        await using (var log = new QueryLog(_workspace.IndexFile, TimeProvider.System))
        {
            log.Add(new AnsweredQuery(now.AddHours(-2), 1, 1, TimeSpan.FromMilliseconds(8), 10, null, "a"));
            log.Add(new AnsweredQuery(now.AddMinutes(-2), 1, 1, TimeSpan.FromMilliseconds(4), 10, null, "b"));
        }
        await using var index = _workspace.Open();

        var report = MetricsReport.Read(index.Status(), Half, now);

        var bundled = Assert.Single(report.Generations);
        Assert.Equal(("bundled", "active", 0, 1, 2), (bundled.Model, bundled.State, bundled.ChunksPending, bundled.LastHour.Queries, bundled.LastDay.Queries));
        Assert.Equal((4, 6), (bundled.LastHour.P50, bundled.LastDay.P50));
        Assert.Equal((run.EmbeddingsComputed, 0), (report.Computed, report.FilesPending));
    }

    private async Task<HealthReport> ReportAsync()
    {
        await using var index = _workspace.Open();
        return HealthReport.Read(index.Status(), null, Half, DateTimeOffset.UtcNow, AlertRules.Evaluate);
    }
}
