using SemanticSearch.Engine;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Tests.Indexing;
using SemanticSearch.Server.Tests.Worker;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Models;

/// <summary>A workspace whose chosen model is built behind the bundled one, with real workers.</summary>
public sealed class GenerationTests
{
    private const int Files = 24;

    private static readonly TinyModelOptions A = new(), B = new(TinyArchitecture.Qwen2, PoolingKind.Last, Dimensions: 32, Seed: 2);

    private static readonly string Bundled = StaticEmbedder.OpenBundled().Id;

    [Fact]
    public async Task The_chosen_model_answers_once_it_has_read_everything()
    {
        await using var workspace = new ModelWorkspace();
        workspace.WriteSources(Files);
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        index.Choose(workspace.WriteModel("a", A));
        var before = await ModelWorkspace.SearchAsync(index);

        var report = await ModelWorkspace.EmbedAsync(index);

        var after = await ModelWorkspace.SearchAsync(index);
        Assert.Equal(Bundled, before.Step);
        Assert.Contains("semsearch index", before.Reason, StringComparison.Ordinal);
        Assert.Equal(("a", ""), (after.Step, after.Reason));
        Assert.NotEmpty(after.Hits);
        Assert.Equal((report.Chunks, 0, 0), (workspace.Number("SELECT count(*) FROM chunks"), report.Missing, report.Refused));
        Assert.Equal(report.Chunks, workspace.Vectors("a").Count);
        Assert.Equal(0, workspace.Number("SELECT count(*) FROM segments, generations g WHERE g.state <> 'archived' AND NOT EXISTS (SELECT 1 FROM codes WHERE segment = segments.id AND generation = g.id)"));
        ModelWorkspace.AssertSound(index);
    }

    [Fact]
    public async Task Only_what_is_new_is_computed_after_an_edit_a_deletion_and_a_new_name()
    {
        await using var workspace = new ModelWorkspace();
        workspace.WriteSources(Files);
        await using var index = workspace.Open();
        index.Choose(workspace.WriteModel("a", A));
        await ModelWorkspace.EmbedAsync(index);

        File.Move(workspace.Full("module0/request0.py"), workspace.Full("module0/renamed.py"));
        Assert.Equal(0, (await ModelWorkspace.EmbedAsync(index)).Computed);
        Assert.Equal("a", (await ModelWorkspace.SearchAsync(index)).Step);
        ModelWorkspace.AssertSound(index);

        File.Delete(workspace.Full("module1/request1.py"));
        Assert.Equal(0, (await ModelWorkspace.EmbedAsync(index)).Computed);
        Assert.Equal("a", (await ModelWorkspace.SearchAsync(index)).Step);
        ModelWorkspace.AssertSound(index);

        workspace.Write("module2/request2.py", WorkspaceFixture.Source(2) + "\n\ndef quite_new(argument):\n    \"\"\"Something that was not there before.\"\"\"\n    return transform(argument)\n");
        Assert.InRange((await ModelWorkspace.EmbedAsync(index)).Computed, 1, 2);
        Assert.Contains((await ModelWorkspace.SearchAsync(index, "quite_new")).Hits, hit => hit.Path == "module2/request2.py");
        Assert.Equal(workspace.Number("SELECT count(*) FROM chunks"), workspace.Vectors("a").Count);
        ModelWorkspace.AssertSound(index);
    }

    [Fact]
    public async Task A_model_that_is_chosen_again_costs_nothing_and_the_bundled_index_is_never_disturbed()
    {
        await using var workspace = new ModelWorkspace();
        workspace.WriteSources(Files);
        var (a, b) = (workspace.WriteModel("a", A), workspace.WriteModel("b", B));
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        var bundled = workspace.Vectors(Bundled);
        Assert.NotEmpty(bundled);

        index.Choose(a);
        var first = await ModelWorkspace.EmbedAsync(index);
        var vectors = workspace.Vectors("a");
        index.Choose(b);
        Assert.Equal(first.Computed, (await ModelWorkspace.EmbedAsync(index)).Computed);
        Assert.Equal("b", (await ModelWorkspace.SearchAsync(index)).Step);
        Assert.Equal(1, workspace.Number("SELECT count(*) FROM generations WHERE model = 'a' AND state = 'archived'"));
        index.Choose(a);
        var again = await ModelWorkspace.EmbedAsync(index);

        Assert.Equal((0, first.Chunks), (again.Computed, again.Reused));
        Assert.Equal(vectors, workspace.Vectors("a"));
        Assert.Equal("a", (await ModelWorkspace.SearchAsync(index)).Step);
        Assert.Equal(bundled, workspace.Vectors(Bundled));
        ModelWorkspace.AssertSound(index);

        index.Choose(null);
        Assert.Empty(await index.EmbedAsync(null, CancellationToken.None));
        var answer = await ModelWorkspace.SearchAsync(index);
        Assert.Equal((Bundled, ""), (answer.Step, answer.Reason));
        Assert.Equal(bundled, workspace.Vectors(Bundled));
        Assert.Equal(1, workspace.Number("SELECT count(*) FROM generations WHERE state = 'active'"));
        ModelWorkspace.AssertSound(index);
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_gone_on_with_where_it_was()
    {
        await using var workspace = new ModelWorkspace();
        workspace.WriteSources(Files);
        var model = workspace.WriteModel("a", A);
        var done = 0L;
        await using (var index = workspace.Open())
        {
            index.Choose(model);
            await index.IndexAsync(false, null, CancellationToken.None);
            using var stop = new CancellationTokenSource();
            var progress = new Following(state =>
            {
                if (state.Computed >= 16) stop.Cancel();
            });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => index.EmbedAsync(progress, stop.Token).WaitAsync(WorkerFixture.Patience));
            done = workspace.Vectors("a").Count;
            Assert.InRange(done, 16, workspace.Number("SELECT count(*) FROM chunks") - 1);
            Assert.Contains("a has", (await ModelWorkspace.SearchAsync(index)).Reason, StringComparison.Ordinal);
        }

        await using var reopened = workspace.Open();
        var report = await ModelWorkspace.EmbedAsync(reopened);

        Assert.Equal(report.Chunks - done, report.Computed + report.Reused);
        Assert.Equal(0, report.Missing);
        Assert.Equal("a", (await ModelWorkspace.SearchAsync(reopened)).Step);
        ModelWorkspace.AssertSound(reopened);
    }

    [Fact]
    public async Task Without_its_file_the_bundled_model_answers_and_says_why_until_it_is_back()
    {
        await using var workspace = new ModelWorkspace();
        workspace.WriteSources(4);
        var model = workspace.WriteModel("a", A);
        await using var index = workspace.Open();
        index.Choose(model);
        await ModelWorkspace.EmbedAsync(index);
        Assert.Equal("a", (await ModelWorkspace.SearchAsync(index)).Step);

        File.Move(model, model + ".away");
        var without = await ModelWorkspace.SearchAsync(index);
        await Assert.ThrowsAsync<WorkspaceException>(() => index.EmbedAsync(null, CancellationToken.None));
        File.Move(model + ".away", model);

        Assert.Equal(Bundled, without.Step);
        Assert.NotEmpty(without.Hits);
        Assert.Contains("There is no model file", without.Reason, StringComparison.Ordinal);
        Assert.Contains("semsearch model use", without.Reason, StringComparison.Ordinal);
        var again = await ModelWorkspace.SearchAsync(index);
        Assert.Equal(("a", ""), (again.Step, again.Reason));
        Assert.Equal(0, (await ModelWorkspace.EmbedAsync(index)).Computed);
    }

    [Fact]
    public async Task A_text_that_kills_the_worker_is_recorded_and_not_tried_again()
    {
        await using var workspace = new ModelWorkspace();
        workspace.WriteSources(6);
        workspace.Write("deadly.py", "def zyzzyva(argument):\n    \"\"\"No model survives this.\"\"\"\n    return zyzzyva(argument + 1)\n");
        var model = workspace.WriteModel("a", A);
        var launch = Relay.Launch(WorkerFixture.Launch, workspace.Relayed.File, EmbedderFixture.TokensOf(model, "zyzzyva"));
        await using var index = workspace.Open(workspace.NewHost(launch));
        index.Choose(model);

        var report = await ModelWorkspace.EmbedAsync(index);

        Assert.Equal((1, 0), (report.Refused, report.Missing));
        Assert.NotEmpty(workspace.Relayed.Deaths);
        Assert.Equal(1, workspace.Number("SELECT count(*) FROM embeddings e JOIN generations g ON g.id = e.generation WHERE g.model = 'a' AND length(e.vector) = 0"));
        Assert.Equal(1, workspace.Number("SELECT count(*) FROM dead_letters WHERE reason LIKE '%crashed%' AND path = 'deadly.py' AND attempts = 3"));
        // The worker is started again a moment after it died twice in a row.
        SearchAnswer answer;
        do answer = await ModelWorkspace.SearchAsync(index, "no model survives this argument");
        while (answer.Reason.Contains("started again", StringComparison.Ordinal));
        Assert.Equal("a", answer.Step);
        // By its words: like nothing, it is not found by meaning.
        Assert.Contains(answer.Hits, hit => hit.Path == "deadly.py");
        ModelWorkspace.AssertSound(index);

        // A question with it kills the worker as well, and is answered a step lower.
        var deadly = await ModelWorkspace.SearchAsync(index, "zyzzyva");
        Assert.Equal(Bundled, deadly.Step);
        Assert.Contains(deadly.Hits, hit => hit.Path == "deadly.py");
        Assert.Contains("crashed", deadly.Reason, StringComparison.Ordinal);
        var deaths = workspace.Relayed.Deaths.Count;

        // Its vector is wanted anew: the file moves, and the chunk with it.
        File.Move(workspace.Full("deadly.py"), workspace.Full("moved.py"));
        Assert.Equal(0, (await ModelWorkspace.EmbedAsync(index)).Computed);
        Assert.Equal(deaths, workspace.Relayed.Deaths.Count);
    }

    private sealed class Following(Action<GenerationProgress> report) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => report(value);
    }
}
