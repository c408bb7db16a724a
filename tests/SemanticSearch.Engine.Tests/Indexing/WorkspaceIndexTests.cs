using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Tests.Indexing;

public sealed class WorkspaceIndexTests : IDisposable
{
    private readonly WorkspaceFixture _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_folder_indexed_again_unchanged_parses_nothing()
    {
        WriteSources(20);
        var first = await _workspace.IndexAsync();
        var second = await _workspace.IndexAsync();

        Assert.Equal((20, 20), (first.FilesScanned, first.FilesParsed));
        Assert.True(first.EmbeddingsComputed > 0);
        Assert.Equal((20, 0, 20, 0), (second.FilesScanned, second.FilesParsed, second.FilesUnchanged, second.FilesRemoved));
        Assert.Equal(0, second.EmbeddingsComputed);
    }

    [Fact]
    public async Task One_edited_file_is_the_only_one_parsed()
    {
        WriteSources(20);
        await _workspace.IndexAsync();
        _workspace.Write("src/file7.py", WorkspaceFixture.Source(7) + "\n\ndef added_afterwards():\n    return 'a colourless green idea'\n");
        var report = await _workspace.IndexAsync();

        Assert.Equal(1, report.FilesParsed);
        Assert.Contains(await SearchAsync("colourless green idea"), hit => hit.Path == "src/file7.py");
    }

    [Fact]
    public async Task A_file_touched_without_a_change_is_not_parsed()
    {
        WriteSources(3);
        await _workspace.IndexAsync();
        File.SetLastWriteTimeUtc(_workspace.Full("src/file1.py"), new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.Equal(0, (await _workspace.IndexAsync()).FilesParsed);
        Assert.Equal(0, (await _workspace.IndexAsync()).FilesParsed);
    }

    [Fact]
    public async Task A_renamed_folder_computes_no_embedding_and_is_found_under_its_new_name()
    {
        WriteSources(10);
        await _workspace.IndexAsync();
        Directory.Move(_workspace.Full("src"), _workspace.Full("renamed"));
        var report = await _workspace.IndexAsync();

        Assert.Equal(0, report.EmbeddingsComputed);
        Assert.Equal(10, report.FilesRemoved);
        var hits = await SearchAsync("handle_request_3");
        Assert.Equal("renamed/file3.py", hits[0].Path);
        Assert.DoesNotContain(hits, hit => hit.Path.StartsWith("src/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Switching_to_another_branch_and_back_computes_no_embedding()
    {
        WriteSources(10);
        _workspace.Git("init", "-q", "-b", "main");
        _workspace.Git("add", "-A");
        _workspace.Git("commit", "-q", "-m", "one");
        await _workspace.IndexAsync();
        _workspace.Git("switch", "-q", "-c", "other");
        for (var i = 0; i < 5; i++) _workspace.Write($"src/file{i}.py", WorkspaceFixture.Source(i + 100));
        File.Delete(_workspace.Full("src/file9.py"));
        _workspace.Git("add", "-A");
        _workspace.Git("commit", "-q", "-m", "two");
        await _workspace.IndexAsync();
        _workspace.Git("switch", "-q", "main");
        var back = await _workspace.IndexAsync();
        _workspace.Git("switch", "-q", "other");
        var forth = await _workspace.IndexAsync();

        Assert.Equal((6, 0L), (back.FilesParsed, back.EmbeddingsComputed));
        Assert.Equal((5, 0L), (forth.FilesParsed, forth.EmbeddingsComputed));
    }

    [Fact]
    public async Task Any_way_to_the_same_files_gives_the_same_index()
    {
        WriteSources(12);
        await _workspace.IndexAsync();
        _workspace.Write("src/file2.py", WorkspaceFixture.Source(55));
        File.Delete(_workspace.Full("src/file3.py"));
        _workspace.Write("src/late.py", WorkspaceFixture.Source(77));
        await _workspace.IndexAsync();
        var incremental = IndexDump.Of(_workspace.IndexFile);
        var rebuilt = await _workspace.IndexAsync(rebuild: true);

        Assert.Equal(12, rebuilt.FilesParsed);
        Assert.Equal(0, rebuilt.EmbeddingsComputed);
        Assert.Equal(incremental, IndexDump.Of(_workspace.IndexFile));
    }

    [Fact]
    public async Task Every_file_scanned_is_accounted_for()
    {
        WriteSources(3);
        _workspace.Write(".gitignore", "*.log\n");
        _workspace.Write("trace.log", "noise\n");
        _workspace.Write("logo.png", "\u0089PNG\0\0");
        _workspace.Write("empty.py", "");
        var report = await _workspace.IndexAsync();
        await using var index = _workspace.Open();
        var status = index.Status();

        Assert.Equal(report.FilesScanned, status.FilesIndexed + status.FilesFailed + status.Skipped.Sum(skip => skip.Count));
        Assert.Equal(["Binary", "Empty", "Ignored"], status.Skipped.Select(skip => skip.Reason).Order());
        Assert.Equal("skipped", index.Why("trace.log").State);
        Assert.Equal("indexed", index.Why("src/file0.py").State);
        Assert.Equal("missing", index.Why("src/nowhere.py").State);
        Assert.Equal("outside", index.Why("../elsewhere.py").State);
    }

    [Fact]
    public async Task A_file_that_became_ignored_leaves_the_index()
    {
        WriteSources(3);
        await _workspace.IndexAsync();
        _workspace.Write(".gitignore", "file1.py\n");
        await _workspace.IndexAsync();

        Assert.DoesNotContain(await SearchAsync("handle_request_1"), hit => hit.Path == "src/file1.py");
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_it_has_and_the_next_goes_on()
    {
        WriteSources(200);
        using var stop = new CancellationTokenSource();
        await using (var index = _workspace.Open())
        {
            var progress = new Reporter(report =>
            {
                if (report.ChunksDone > 50) stop.Cancel();
            });
            var partial = await index.IndexAsync(false, progress, stop.Token);
            Assert.True(partial.Cancelled);
            Assert.InRange(partial.FilesParsed, 1, 199);
            var rest = await index.IndexAsync(false, null, CancellationToken.None);
            Assert.Equal(200, partial.FilesParsed + rest.FilesParsed);
        }
        var resumed = IndexDump.Of(_workspace.IndexFile);
        await _workspace.IndexAsync(rebuild: true);
        Assert.Equal(IndexDump.Of(_workspace.IndexFile), resumed);
    }

    [Fact]
    public async Task An_emptied_index_counts_as_never_finished_until_it_is_whole_again()
    {
        WriteSources(200);
        await _workspace.IndexAsync();
        await using var index = _workspace.Open();
        using var stop = new CancellationTokenSource();
        var during = new List<WorkspaceStatus>();
        var progress = new Reporter(report =>
        {
            during.Add(index.Status());
            if (report.ChunksDone > 50) stop.Cancel();
        });
        await index.IndexAsync(rebuild: true, progress, stop.Token);
        var stopped = index.Status();
        await index.IndexAsync(rebuild: false, null, CancellationToken.None);

        Assert.NotEmpty(during);
        Assert.All([.. during, stopped], status => Assert.Null(status.LastIndexed));
        Assert.InRange(stopped.FilesIndexed, 1, 199);
        Assert.NotNull(index.Status().LastIndexed);
    }

    [Fact]
    public async Task A_damaged_index_is_set_aside_and_built_anew()
    {
        WriteSources(5);
        await File.WriteAllTextAsync(_workspace.IndexFile, "This is no database, whatever its name says. " + new string('x', 5000));
        var report = await _workspace.IndexAsync();

        Assert.Equal(5, report.FilesParsed);
        Assert.Contains(report.Warnings, warning => warning.Contains("set aside", StringComparison.Ordinal));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(_workspace.IndexFile)!, "*.set-aside-*"));
    }

    [Fact]
    public async Task A_file_that_took_a_run_down_is_quarantined_until_it_changes()
    {
        WriteSources(3);
        LeaveInHand("src/file1.py");
        await using var index = _workspace.Open(survives: (_, path) => path != "src/file1.py");
        var report = await index.IndexAsync(false, null, CancellationToken.None);

        Assert.Equal((2, 1), (report.FilesParsed, report.FilesFailed));
        Assert.Equal(("failed", "Quarantine"), (index.Why("src/file1.py").State, index.Why("src/file1.py").Reason));
        Assert.Equal(0, (await index.IndexAsync(false, null, CancellationToken.None)).FilesParsed);
        _workspace.Write("src/file1.py", "def harmless_now():\n    return 'mended'\n");
        Assert.Equal((1, 0), ((await index.IndexAsync(false, null, CancellationToken.None)).FilesParsed, index.Status().FilesFailed));
    }

    [Fact]
    public async Task A_file_that_was_in_hand_by_chance_when_a_run_was_killed_is_indexed_as_ever()
    {
        WriteSources(3);
        LeaveInHand("src/file1.py");
        await using var index = _workspace.Open(survives: (_, _) => true);

        Assert.Equal(3, (await index.IndexAsync(false, null, CancellationToken.None)).FilesParsed);
    }

    [Fact]
    public async Task A_second_writer_is_refused_while_the_first_holds_the_lease()
    {
        WriteSources(1);
        using var lease = WriteLease.Take(_workspace.IndexFile);

        var busy = await Assert.ThrowsAsync<IndexBusyException>(() => _workspace.IndexAsync());
        Assert.Equal(Environment.ProcessId, busy.WriterProcess);
    }

    [Fact]
    public async Task Watching_makes_a_saved_file_searchable_and_forgets_a_deleted_one()
    {
        WriteSources(3);
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var index = _workspace.Open();
        var step = 0;
        await foreach (var happened in index.WatchAsync(stop.Token))
        {
            if (step == 0)
            {
                Assert.Equal("ready", happened.Kind);
                _workspace.Write("src/saved.py", "def perfectly_new_thing():\n    return 'zebra crossing'\n");
                step = 1;
            }
            else if (step == 1 && happened.Kind == "indexed")
            {
                if (!(await SearchAsync("zebra crossing")).Any(hit => hit.Path == "src/saved.py")) continue;
                File.Delete(_workspace.Full("src/saved.py"));
                step = 2;
            }
            else if (step == 2 && happened.Kind == "indexed")
            {
                if (index.Why("src/saved.py").State == "missing" && index.Status().FilesIndexed == 3) break;
            }
        }
        Assert.Equal(2, step);
    }

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_a_fresh_index()
    {
        WriteSources(8);
        await _workspace.IndexAsync();
        await using var index = _workspace.Open();

        Assert.All(index.Diagnose(CancellationToken.None), finding => Assert.True(finding.Ok, $"{finding.Check}: {finding.Detail}"));
    }

    /// <summary>As a run that died leaves it.</summary>
    private void LeaveInHand(string path) => File.WriteAllText(_workspace.IndexFile + ".in-hand-0", path);

    private void WriteSources(int count)
    {
        for (var i = 0; i < count; i++) _workspace.Write($"src/file{i}.py", WorkspaceFixture.Source(i));
    }

    private async Task<IReadOnlyList<SearchHit>> SearchAsync(string query)
    {
        await using var index = _workspace.Open();
        return index.SearchAsync(new SearchRequest(query, 10, SearchMode.Hybrid, SearchFilter.None), CancellationToken.None).GetAwaiter().GetResult().Hits;
    }

    /// <summary>Reports at once on the calling thread, which <see cref="Progress{T}"/> does not.</summary>
    private sealed class Reporter(Action<IndexProgress> report) : IProgress<IndexProgress>
    {
        public void Report(IndexProgress value) => report(value);
    }
}
