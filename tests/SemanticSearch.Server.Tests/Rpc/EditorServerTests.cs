using System.Text.Json;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Tests.Rpc;

public sealed class EditorServerTests : IAsyncLifetime
{
    private const string Triangle = "def paint_triangle(canvas):\n    \"\"\"Draws a triangle in red.\"\"\"\n    canvas.polygon(3, 'red')\n";
    private const string Settings = "def load_settings(path):\n    \"\"\"Loads the settings file.\"\"\"\n    return parse(open(path).read())\n";

    private readonly ServedWorkspace _served = new();
    private TemporaryFolder _folder = null!;

    private EditorClient Editor => _served.Editor;

    public Task InitializeAsync()
    {
        _folder = _served.AddFolder();
        _folder.Write("shapes/paint.py", Triangle);
        _folder.Write("settings.py", Settings);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task Another_protocol_version_is_refused_with_an_explanation()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Editor.AskAsync(
            Methods.Initialize, new InitializeParams(Protocol.Version + 1, "Newer Editor", "2", null, true, []), RpcJson.Default.InitializeParams));

        Assert.Equal(ErrorCodes.ProtocolMismatch, refused.Code);
        Assert.Contains("Install the extension again", refused.Message);
    }

    [Theory]
    [InlineData(Methods.Search, """{"query":"x","limit":5,"filter":{"folders":[],"languages":[],"globs":[],"changedOnly":false,"tests":"included"}}""")]
    [InlineData(Methods.Status, null)]
    [InlineData(Methods.Pause, """{"folder":null}""")]
    public async Task Nothing_is_answered_before_initialize(string method, string? parameters)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Editor.AskAsync(method, parameters));

        Assert.Equal(ErrorCodes.NotInitialized, refused.Code);
    }

    [Theory]
    [InlineData("nonsense", null, RpcException.MethodNotFound)]
    [InlineData(Methods.Search, "{}", RpcException.InvalidParams)]
    [InlineData(Methods.Search, "[7]", RpcException.InvalidParams)]
    [InlineData(Methods.Search, """{"query":"  ","limit":5,"filter":{"folders":[],"languages":[],"globs":[],"changedOnly":false,"tests":"included"}}""", RpcException.InvalidParams)]
    [InlineData(Methods.Search, """{"query":"x","limit":5000,"filter":{"folders":[],"languages":[],"globs":[],"changedOnly":false,"tests":"included"}}""", RpcException.InvalidParams)]
    [InlineData(Methods.Search, """{"query":"x","limit":5,"filter":{"folders":[],"languages":[],"globs":[],"changedOnly":false,"tests":"perhaps"}}""", RpcException.InvalidParams)]
    [InlineData(Methods.Rebuild, """{"folder":"/nowhere"}""", ErrorCodes.NotInWorkspace)]
    public async Task A_bad_request_gets_an_error_of_its_kind_and_the_next_one_an_answer(string method, string? parameters, int code)
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));

        var refused = await Assert.ThrowsAsync<RpcException>(() => Editor.AskAsync(method, parameters));

        Assert.Equal(code, refused.Code);
        await Editor.UntilAsync(FolderState.Ready);
        Assert.NotEmpty((await Editor.SearchAsync("triangle")).Hits);
    }

    [Fact]
    public async Task A_message_that_is_not_json_is_answered_and_the_connection_goes_on()
    {
        await Editor.SendAsync("{ this is not json");
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));

        var error = await Editor.UntilAsync("", answer => answer.TryGetProperty("error", out _));
        Assert.Equal(RpcException.ParseError, error.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("semsearch, what is the weather like?\r\n\r\n")]
    [InlineData("Content-Length: many\r\n\r\n{}")]
    [InlineData("Content-Length: 99999999999\r\n\r\n{}")]
    public async Task Input_that_is_not_the_protocol_ends_the_server(string input)
    {
        await _served.SendRawAsync(input);

        await Assert.ThrowsAsync<MalformedStreamException>(() => _served.Served);
    }

    [Fact]
    public async Task The_end_of_input_ends_the_server()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        _served.CloseInput();

        await _served.Served;
        await Editor.Ended;
    }

    [Fact]
    public async Task A_form_feed_ends_no_line()
    {
        _folder.Write("old.py", "# Section.\f Draws six sides.\ndef paint_hexagon(canvas):\n    return canvas.polygon(6)\n");
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);

        var hit = (await Editor.SearchAsync("paint_hexagon")).Hits[0];

        Assert.Equal((2, "def paint_hexagon(canvas):"), (hit.FocusLine, hit.Preview));
    }

    [Fact]
    public async Task A_hit_says_where_the_cursor_goes_and_the_line_that_tells_most()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);

        var found = await Editor.SearchAsync("draw a triangle");

        var hit = found.Hits[0];
        Assert.Equal(("shapes/paint.py", 1, "def paint_triangle(canvas):", "paint_triangle"), (hit.Path, hit.FocusLine, hit.Preview, hit.Symbol));
        Assert.InRange(hit.Similarity!.Value, 0.1, 1);
        Assert.Equal((2, 0, "bundled"), (found.IndexedFiles, found.PendingFiles, found.Step));
    }

    [Fact]
    public async Task Unsaved_text_moves_hits_and_takes_them_away_until_it_is_given_up()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);
        var file = Path.Combine(_folder.Path, "shapes", "paint.py");

        await Editor.TellAsync(Methods.ChangeDocument, new DocumentParams(file, "# a new line\n# and another\n" + Triangle), RpcJson.Default.DocumentParams);
        var moved = await Editor.SearchAsync("paint_triangle");
        await Editor.TellAsync(Methods.ChangeDocument, new DocumentParams(file, "nothing = None\n"), RpcJson.Default.DocumentParams);
        var gone = await Editor.SearchAsync("paint_triangle");
        await Editor.TellAsync(Methods.CloseDocument, new CloseDocumentParams(file), RpcJson.Default.CloseDocumentParams);
        var back = await Editor.SearchAsync("paint_triangle");

        Assert.Equal(3, moved.Hits[0].FocusLine);
        Assert.DoesNotContain(gone.Hits, hit => hit.Symbol == "paint_triangle");
        Assert.Equal(1, back.Hits[0].FocusLine);
    }

    [Fact]
    public async Task A_saved_file_is_found_and_a_deleted_one_is_not()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);

        _folder.Write("zebra.py", "def feed_zebra(grass):\n    return grass\n");
        await Changed("zebra.py");
        await EditorClient.UntilAsync(() => Editor.SearchAsync("feed_zebra"), found => found.Hits.Any(hit => hit.Path == "zebra.py"));
        File.Delete(Path.Combine(_folder.Path, "zebra.py"));
        await Changed("zebra.py");

        await EditorClient.UntilAsync(() => Editor.SearchAsync("feed_zebra"), found => found.Hits.All(hit => hit.Path != "zebra.py") && found.IndexedFiles == 2);
    }

    [Fact]
    public async Task While_paused_nothing_is_indexed_and_resuming_makes_up_for_it()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);
        await Editor.AskAsync(Methods.Pause, new FolderParams(null), RpcJson.Default.FolderParams);
        await Editor.UntilAsync(FolderState.Paused);

        _folder.Write("zebra.py", "def feed_zebra(grass):\n    return grass\n");
        await Changed("zebra.py");
        var why = await Editor.AskAsync(Methods.Why, new FileParams(Path.Combine(_folder.Path, "zebra.py")), RpcJson.Default.FileParams);
        await Editor.AskAsync(Methods.Resume, new FolderParams(null), RpcJson.Default.FolderParams);

        Assert.Equal("pending", why.GetProperty("state").GetString());
        await EditorClient.UntilAsync(() => Editor.SearchAsync("feed_zebra"), found => found.Hits.Any(hit => hit.Path == "zebra.py"));
    }

    [Fact]
    public async Task Rebuilding_reads_every_file_again_and_ends_ready()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);
        var before = (await StatusAsync()).Folders[0].LastIndexed!;

        await Editor.AskAsync(Methods.Rebuild, new FolderParams(_folder.Path), RpcJson.Default.FolderParams);

        var after = await EditorClient.UntilAsync(
            StatusAsync, status => status.Folders[0] is { Progress.State: FolderState.Ready, LastIndexed: { } time } && time != before);
        Assert.Equal(2, after.Folders[0].IndexedFiles);
    }

    [Fact]
    public async Task Folders_come_and_go_and_one_search_asks_all_or_one()
    {
        var second = _served.AddFolder();
        second.Write("other.py", "def paint_triangle_blue(canvas):\n    return canvas.polygon(3, 'blue')\n");
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.TellAsync(Methods.ChangeFolders, new ChangeFoldersParams([ServedWorkspace.Ref(second)], [], true), RpcJson.Default.ChangeFoldersParams);
        await EditorClient.UntilAsync(StatusAsync, status => status.Folders.Count == 2 && status.Folders.All(folder => folder.Progress.State == FolderState.Ready));

        var both = await Editor.SearchAsync("paint a triangle");
        var one = await Editor.SearchAsync("paint a triangle", EditorClient.AnyFile with { Folders = [second.Path] });
        await Editor.TellAsync(Methods.ChangeFolders, new ChangeFoldersParams([], [second.Path], true), RpcJson.Default.ChangeFoldersParams);
        var left = await Editor.SearchAsync("paint a triangle");

        Assert.Contains(both.Hits, hit => hit.Folder == _folder.Path && hit.Symbol == "paint_triangle");
        Assert.Contains(both.Hits, hit => hit.Folder == second.Path && hit.Symbol == "paint_triangle_blue");
        Assert.All(one.Hits, hit => Assert.Equal(second.Path, hit.Folder));
        Assert.All(left.Hits, hit => Assert.Equal(_folder.Path, hit.Folder));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_fails_with_words_and_the_others_are_served()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder), new FolderRef(Path.Combine(_folder.Path, "missing"), "missing"));

        var found = await EditorClient.UntilAsync(() => Editor.SearchAsync("triangle"), found => found.Hits.Count > 0);
        var status = await StatusAsync();

        Assert.NotEmpty(found.Hits);
        Assert.Equal(FolderState.Failed, status.Folders[1].Progress.State);
        Assert.Contains("There is no folder", status.Folders[1].Progress.Reason);
    }

    [Fact]
    public async Task Similar_code_leaves_out_the_place_itself_and_sees_unsaved_text()
    {
        _folder.Write("shapes/square.py", Triangle.Replace("triangle", "square", StringComparison.Ordinal));
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);
        var file = Path.Combine(_folder.Path, "settings.py");

        var saved = await SimilarAsync(Path.Combine(_folder.Path, "shapes", "paint.py"), 1, 3);
        await Editor.TellAsync(Methods.ChangeDocument, new DocumentParams(file, Triangle), RpcJson.Default.DocumentParams);
        var unsaved = await SimilarAsync(file, 1, 3);

        Assert.Equal("shapes/square.py", saved.Hits[0].Path);
        Assert.DoesNotContain(saved.Hits, hit => hit.Path == "shapes/paint.py");
        Assert.Equal("shapes/paint.py", unsaved.Hits[0].Path);
    }

    [Fact]
    public async Task A_definition_is_found_at_its_name_only_in_the_text_as_it_is_typed()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        var file = Path.Combine(_folder.Path, "shapes", "paint.py");

        Assert.Equal(new DefinitionResult("paint_triangle", "function", 1, 3), await DefinitionAsync(file, 1, 8));
        Assert.Null(await DefinitionAsync(file, 3, 8));
        Assert.Null(await DefinitionAsync(file, 99, 0));
        await Editor.TellAsync(Methods.ChangeDocument, new DocumentParams(file, "\n\n" + Triangle), RpcJson.Default.DocumentParams);
        Assert.Equal(3, (await DefinitionAsync(file, 3, 8))!.StartLine);
    }

    [Fact]
    public async Task Changed_files_are_a_filter_in_a_trusted_folder_and_refused_in_another()
    {
        _folder.Git("init", "--quiet");
        _folder.Git("add", ".");
        _folder.Git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "first");
        _folder.Write("zebra.py", "def paint_zebra(canvas):\n    return canvas\n");
        var changed = EditorClient.AnyFile with { ChangedOnly = true };
        await Editor.InitializeAsync(trusted: false, ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);

        var refused = await Assert.ThrowsAsync<RpcException>(() => Editor.SearchAsync("paint", changed));
        await Editor.TellAsync(Methods.ChangeFolders, new ChangeFoldersParams([], [], Trusted: true), RpcJson.Default.ChangeFoldersParams);
        var found = await Editor.SearchAsync("paint", changed);

        Assert.Contains("until you trust it", refused.Message);
        Assert.Equal(["zebra.py"], found.Hits.Select(hit => hit.Path).Distinct());
    }

    [Fact]
    public async Task Tests_can_be_left_out_or_asked_for_alone()
    {
        _folder.Write("tests/test_paint.py", "def test_paint_triangle():\n    assert paint_triangle(canvas)\n");
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);

        var without = await Editor.SearchAsync("paint_triangle", EditorClient.AnyFile with { Tests = TestFiles.Excluded });
        var only = await Editor.SearchAsync("paint_triangle", EditorClient.AnyFile with { Tests = TestFiles.Only });

        Assert.DoesNotContain(without.Hits, hit => hit.Path.StartsWith("tests/", StringComparison.Ordinal));
        Assert.Equal(["tests/test_paint.py"], only.Hits.Select(hit => hit.Path).Distinct());
    }

    [Fact]
    public async Task Files_outside_of_every_folder_are_not_read()
    {
        var outside = _served.AddFolder();
        outside.Write("secret.py", Triangle);
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));

        foreach (var path in (string[])[Path.Combine(outside.Path, "secret.py"), Path.Combine(_folder.Path, "..", Path.GetFileName(outside.Path), "secret.py")])
        {
            var refused = await Assert.ThrowsAsync<RpcException>(() => SimilarAsync(path, 1, 3));
            Assert.Equal(ErrorCodes.NotInWorkspace, refused.Code);
            Assert.Null(await DefinitionAsync(path, 1, 8));
        }
    }

    [Fact]
    public async Task A_cancelled_request_is_answered_as_cancelled()
    {
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);

        // `doctor` runs one at a time: the second waits behind the first, and is cancelled before or while it runs.
        var first = Editor.BeginAsync(Methods.Doctor);
        var second = Editor.BeginAsync(Methods.Doctor);
        await Editor.SendAsync($$$"""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":{{{Editor.LastId}}}}}""");

        Assert.True((await first).TryGetProperty("result", out _));
        Assert.Equal(ErrorCodes.Cancelled, (await second).GetProperty("error").GetProperty("code").GetInt32());
    }

    private Task Changed(string path) => Editor.TellAsync(
        Methods.ChangeFiles, new ChangeFilesParams([Path.Combine(_folder.Path, path)]), RpcJson.Default.ChangeFilesParams);

    private async Task<StatusResult> StatusAsync() => (await Editor.AskAsync(Methods.Status)).Deserialize(RpcJson.Default.StatusResult)!;

    private async Task<SearchResult> SimilarAsync(string path, int startLine, int endLine) => (await Editor.AskAsync(
        Methods.Similar, new SimilarParams(path, startLine, endLine, 10, null), RpcJson.Default.SimilarParams)).Deserialize(RpcJson.Default.SearchResult)!;

    private async Task<DefinitionResult?> DefinitionAsync(string path, int line, int column)
    {
        var answer = await Editor.AskAsync(Methods.Definition, new DefinitionParams(path, line, column), RpcJson.Default.DefinitionParams);
        return answer.ValueKind == JsonValueKind.Null ? null : answer.Deserialize(RpcJson.Default.DefinitionResult);
    }
}
