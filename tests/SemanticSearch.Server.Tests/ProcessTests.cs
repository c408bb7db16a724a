using System.Text.Json;

namespace SemanticSearch.Server.Tests;

/// <summary>The executable from outside, as a shell sees it.</summary>
public sealed class ProcessTests : IDisposable
{
    private const string Configuration = """"
        def read_configuration(path):
            """Reads the configuration file."""
            return parse(open(path).read())

        """", Settings = """"
        def load_settings(path):
            """Loads the settings file."""
            return parse(open(path).read())

        """", Painter = """"
        def paint_triangle(canvas):
            """Draws a triangle in red."""
            canvas.polygon(3, 'red')

        """";

    private readonly TemporaryFolder folder = new(), home = new();

    public void Dispose()
    {
        folder.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task A_folder_is_indexed_and_searched_under_names_with_blanks_and_other_scripts()
    {
        WriteSources();

        var index = await RunAsync("index");
        var search = await RunAsync("search", "read", "the", "configuration");

        Assert.Equal(0, index.ExitCode);
        Assert.Contains("3 parsed", index.Output);
        Assert.Equal(0, search.ExitCode);
        Assert.StartsWith("src ü/config 日本.py:", search.Output);
        Assert.Equal(4, search.Output.Split('\n')[0].Split('\t').Length);
        Assert.DoesNotContain('\u001b', search.Output + search.Error);
    }

    [Fact]
    public async Task Searching_a_folder_without_an_index_builds_it_and_a_second_search_does_not()
    {
        WriteSources();

        var first = await RunAsync("search", "triangle");
        var second = await RunAsync("search", "triangle");

        Assert.Contains("no index yet", first.Error);
        Assert.DoesNotContain("no index yet", second.Error);
        Assert.Equal((0, first.Output), (second.ExitCode, second.Output));
    }

    [Fact]
    public async Task A_search_sees_what_was_written_since_the_last_one()
    {
        WriteSources();
        await RunAsync("index");
        folder.Write("new.py", "def hexadecimal_dump():\n    pass\n");

        Assert.Contains("new.py", (await RunAsync("search", "hexadecimal dump")).Output);
    }

    [Fact]
    public async Task The_json_of_a_search_has_every_member_of_the_contract()
    {
        WriteSources();

        var search = await RunAsync("search", "paint a triangle", "-k", "2", "--json");

        var answer = JsonDocument.Parse(search.Output).RootElement;
        Assert.Equal(
            ["query", "mode", "step", "tookMs", "indexedFiles", "pendingFiles", "results", "stepReason"], answer.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("paint a triangle", "hybrid"), (answer.GetProperty("query").GetString(), answer.GetProperty("mode").GetString()));
        Assert.Equal((3, 0), (answer.GetProperty("indexedFiles").GetInt32(), answer.GetProperty("pendingFiles").GetInt32()));
        var hit = answer.GetProperty("results")[0];
        Assert.Equal(
            ["path", "startLine", "endLine", "score", "symbol", "kind", "language", "snippet"], hit.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("paint.py", 1, "python"),
            (hit.GetProperty("path").GetString(), hit.GetProperty("startLine").GetInt32(), hit.GetProperty("language").GetString()));
    }

    [Fact]
    public async Task Explain_shows_the_parts_of_each_score()
    {
        WriteSources();

        var search = await RunAsync("search", "triangle", "--json", "--explain");

        var parts = JsonDocument.Parse(search.Output).RootElement.GetProperty("results")[0].GetProperty("explain");
        Assert.NotEqual(0, parts.GetArrayLength());
        Assert.NotEqual("", parts[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Nothing_found_is_exit_code_1_and_an_empty_stdout()
    {
        WriteSources();

        var search = await RunAsync("search", "--mode", "lexical", "qqqzzzxxx");

        Assert.Equal((1, ""), (search.ExitCode, search.Output));
        Assert.Contains("Nothing found", search.Error);
    }

    [Theory]
    [InlineData(2, "search", "x", "-k", "0")]
    [InlineData(2, "search", "x", "--mode", "psychic")]
    [InlineData(2, "serch", "x")]
    [InlineData(3, "search", "x", "--path", "nowhere")]
    [InlineData(3, "why", "nothing.py")]
    [InlineData(2, "mcp", "--index", "own.db")]
    [InlineData(3, "mcp", "--path", "nowhere")]
    public async Task A_failure_ends_with_its_code_and_a_sentence(int exitCode, params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.DoesNotContain("   at ", result.Error);
        Assert.NotEqual("", result.Output + result.Error);
    }

    [Fact]
    public async Task An_index_file_of_ones_own_is_used()
    {
        WriteSources();
        var file = Path.Combine(home.Path, "own index.db");

        Assert.Equal(0, (await RunAsync("search", "triangle", "--index", file)).ExitCode);
        Assert.True(File.Exists(file));
    }

    [Fact]
    public async Task Similar_takes_text_from_stdin_and_places_in_files()
    {
        WriteSources();

        var typed = await Semsearch.RunAsync(Painter, ["similar", "-", "-k", "1"]);
        var place = await RunAsync("similar", "src ü/config 日本.py:1-3", "--json");

        Assert.Equal(0, typed.ExitCode);
        Assert.StartsWith("paint.py:", typed.Output);
        var answer = JsonDocument.Parse(place.Output).RootElement;
        Assert.Equal("src ü/config 日本.py:1-3", answer.GetProperty("query").GetString());
        Assert.Equal("settings.py", answer.GetProperty("results")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_reader_that_leaves_early_is_no_failure()
    {
        WriteSources();
        await RunAsync("index");

        var result = await Semsearch.RunWithoutReaderAsync("search", "triangle");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Fact]
    public async Task Why_explains_an_indexed_file()
    {
        WriteSources();
        await RunAsync("index");

        var why = await RunAsync("why", "paint.py");

        Assert.Equal(0, why.ExitCode);
        Assert.StartsWith("paint.py: indexed", why.Output);
    }

    [Fact]
    public async Task Status_accounts_for_every_file()
    {
        WriteSources();
        await RunAsync("index");

        var status = JsonDocument.Parse((await RunAsync("status", "--json")).Output).RootElement;

        var skipped = status.GetProperty("skipped").EnumerateArray().Sum(skip => skip.GetProperty("files").GetInt32());
        Assert.Equal(3, status.GetProperty("indexedFiles").GetInt32());
        Assert.Equal(
            status.GetProperty("scannedFiles").GetInt32(),
            skipped + 3 + status.GetProperty("failedFiles").GetInt32() + status.GetProperty("pendingFiles").GetInt32());
    }

    [Fact]
    public async Task Doctor_finds_nothing_wrong_with_a_fresh_index()
    {
        WriteSources();
        await RunAsync("index");

        var doctor = await RunAsync("doctor");

        Assert.Equal((0, ""), (doctor.ExitCode, doctor.Error));
    }

    [Fact]
    public async Task Only_changed_files_are_searched_with_changed_since()
    {
        WriteSources();
        folder.Git("init", "--quiet");
        folder.Git("add", "--all");
        folder.Git("commit", "--quiet", "--message", "first");
        folder.Write("paint.py", Painter + "# path\n");

        var search = await RunAsync("search", "path", "--changed-since", "HEAD");

        Assert.Equal(0, search.ExitCode);
        Assert.All(search.Output.TrimEnd().Split('\n'), line => Assert.StartsWith("paint.py:", line));
    }

    [Fact]
    public async Task Ctrl_C_stops_cleanly_and_the_next_run_goes_on()
    {
        // Windows has no signal to send to a process that shares no console.
        if (OperatingSystem.IsWindows()) return;
        const int Files = 2_000;
        for (var i = 0; i < Files; i++) folder.Write($"part{i % 20}/file{i}.py", $"def function_{i}(value):\n    return value + {i}\n");

        var stopped = await Semsearch.InterruptAsync("Indexing", "index");
        var resumed = await RunAsync("index", "--json");

        Assert.Equal(130, stopped.ExitCode);
        Assert.Contains("the next run goes on from there", stopped.Error);
        var report = JsonDocument.Parse(resumed.Output).RootElement;
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(Files, report.GetProperty("parsed").GetInt32() + report.GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task Stopping_a_watch_is_no_failure()
    {
        if (OperatingSystem.IsWindows()) return;
        WriteSources();

        Assert.Equal(0, (await Semsearch.InterruptAsync("Watching", "watch")).ExitCode);
    }

    private SemsearchProcess Semsearch => new(folder.Path, home.Path);

    private Task<ProcessResult> RunAsync(params string[] arguments) => Semsearch.RunAsync(arguments);

    private void WriteSources()
    {
        folder.Write("src ü/config 日本.py", Configuration);
        folder.Write("settings.py", Settings);
        folder.Write("paint.py", Painter);
    }
}
