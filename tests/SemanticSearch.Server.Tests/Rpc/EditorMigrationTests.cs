using System.Text.Json;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Tests.Rpc;

public sealed class EditorMigrationTests : IAsyncLifetime
{
    private readonly ServedWorkspace _served = new();
    private TemporaryFolder _folder = null!;

    private EditorClient Editor => _served.Editor;

    public async Task InitializeAsync()
    {
        _folder = _served.AddFolder();
        _folder.Write("shapes/paint.py", "def paint_triangle(canvas):\n    \"\"\"Draws a triangle in red.\"\"\"\n    canvas.polygon(3, 'red')\n");
        await Editor.InitializeAsync(ServedWorkspace.Ref(_folder));
        await Editor.UntilAsync(FolderState.Ready);
    }

    public async Task DisposeAsync() => await _served.DisposeAsync();

    [Fact]
    public async Task A_folder_whose_model_was_never_changed_says_what_answers()
    {
        var status = (await AskAsync(Methods.MigrationStatus)).Deserialize(RpcJson.Default.MigrationResult)!;

        Assert.Equal((MigrationStage.None, "bundled", null), (status.Stage, status.Active, status.Candidate));
        var generation = Assert.Single(status.Generations);
        Assert.True(generation.Bundled);
        Assert.Equal((GenerationState.Active, generation.Total), (generation.State, generation.Chunks));
        Assert.Equal(JsonValueKind.Null, (await AskAsync(Methods.LastComparison)).ValueKind);
    }

    [Theory]
    [InlineData(Methods.Promote)]
    [InlineData(Methods.RollBack)]
    [InlineData(Methods.CompareModels)]
    public async Task A_step_that_is_not_possible_is_refused_in_words(string method)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => AskAsync(method));

        Assert.Equal(ErrorCodes.Workspace, refused.Code);
        Assert.Contains("No change of the model is under way", refused.Message);
    }

    [Fact]
    public async Task A_folder_that_answers_as_it_should_is_healthy()
    {
        var health = (await AskAsync(Methods.Health)).Deserialize(RpcJson.Default.HealthResult)!;

        Assert.True(health.Ready);
        Assert.False(health.Degraded, health.Reason);
    }

    [Fact]
    public async Task An_opened_hit_counts_for_the_answer_that_it_is_from()
    {
        var hit = (await Editor.SearchAsync("draw a triangle")).Hits[0];
        await Editor.TellAsync(Methods.OpenedHit, new OpenedHitParams(hit.Folder, hit.Token, hit.Place), RpcJson.Default.OpenedHitParams);

        var file = (await Editor.AskAsync(Methods.Status)).Deserialize(RpcJson.Default.StatusResult)!.Folders[0].IndexFile;
        Assert.Equal(1, hit.Place);
        await EditorClient.UntilAsync(
            () =>
            {
                using var index = IndexDatabase.OpenForReading(file)!;
                return Task.FromResult(index.Number("SELECT count(*) FROM queries WHERE opened = 1"));
            },
            opened => opened == 1);
    }

    private Task<JsonElement> AskAsync(string method) => Editor.AskAsync(method, new MigrationParams(_folder.Path), RpcJson.Default.MigrationParams);
}
