using SemanticSearch.Engine;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Tests;
using SemanticSearch.Server.Tests.Worker;
using SemanticSearch.Tests.TinyModels;

namespace SemanticSearch.Server.Tests.Models;

/// <summary>Changing the model of a folder, with real models and workers: one that finds what is asked for, and one of chance.</summary>
public sealed class MigrationTests : IAsyncLifetime
{
    private static readonly string Corpus = Repository.At("tests", "fixtures", "ranking", "corpus");

    private static readonly TinyModelOptions Bad = new(TinyArchitecture.Qwen2, PoolingKind.Last, Dimensions: 64);

    private static readonly string Bundled = StaticEmbedder.OpenBundled().Id;

    private readonly ModelWorkspace _workspace = new();
    private WorkspaceIndex _index = null!;

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories))
        {
            _workspace.Write(Path.GetRelativePath(Corpus, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText(file));
        }
        _index = _workspace.Open();
        await _index.IndexAsync(false, null, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _index.DisposeAsync();
        await _workspace.DisposeAsync();
    }

    [Fact]
    public async Task A_candidate_is_built_compared_tried_promoted_and_taken_back_and_the_old_model_answers_until_then()
    {
        var good = _workspace.WriteGoodModel("good");

        var begun = await _index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        Assert.Equal((MigrationStage.Building, Bundled, good, Bundled), (begun.Stage, begun.Active, begun.Candidate, begun.Baseline));
        Assert.Throws<WorkspaceException>(() => _index.Migration.Promote());
        await BuildAsync();
        var built = _index.Migration.Status();
        Assert.Equal((MigrationStage.Ready, Bundled), (built.Stage, built.Active));
        Assert.Equal(Bundled, (await ModelWorkspace.SearchAsync(_index)).Step);

        var report = await _index.Migration.CompareAsync(null, CancellationToken.None);
        Assert.InRange(report.Questions, ComparisonQuality.FewestQuestions, 1_000);
        Assert.Equal((Bundled, good), (report.Baseline.Model, report.Candidate.Model));
        Assert.NotEqual(QualityDecision.Worse, ComparisonQuality.Decide(report));
        Assert.Equal(report.Questions, _index.Migration.LastComparison()!.Questions);

        _index.Migration.Canary(50, automatic: false);
        var steps = await AskAsync(200);
        Assert.InRange(steps.Count(step => step == "good"), 60, 140);
        Assert.Equal(steps, await AskAsync(200));

        var promoted = _index.Migration.Promote();
        Assert.Equal((MigrationStage.Promoted, good), (promoted.Stage, promoted.Active));
        Assert.All(await AskAsync(20), step => Assert.Equal("good", step));

        var back = _index.Migration.RollBack();
        Assert.Equal((MigrationStage.RolledBack, Bundled, "by hand"), (back.Stage, back.Active, back.Reason));
        Assert.All(await AskAsync(20), step => Assert.Equal(Bundled, step));
        await BuildAsync();
        ModelWorkspace.AssertSound(_index);
    }

    [Fact]
    public async Task A_good_model_is_promoted_by_itself_and_a_bad_one_is_taken_back_by_itself()
    {
        var (good, bad) = (_workspace.WriteGoodModel("good"), _workspace.WriteModel("bad", Bad));

        await _index.Migration.StartAsync(good, automatic: true, CancellationToken.None);
        var shares = new List<int>();
        while (_index.Migration.Status() is { Stage: not MigrationStage.Promoted } status)
        {
            Assert.True(status.Stage is MigrationStage.Building or MigrationStage.Ready or MigrationStage.Canary, $"{status.Stage}: {status.Reason}");
            if (status.Share > 0 && !shares.Contains(status.Share)) shares.Add(status.Share);
            Assert.DoesNotContain("could not tell", status.Reason, StringComparison.Ordinal);
            // What a keeper does once a second.
            await BuildAsync();
            await AskAsync(60);
        }

        Assert.Equal([10, 25, 50], shares);
        Assert.All(await AskAsync(10), step => Assert.Equal("good", step));

        await _index.Migration.StartAsync(bad, automatic: true, CancellationToken.None);
        while (_index.Migration.Status().Stage != MigrationStage.RolledBack)
        {
            Assert.All(await AskAsync(10), step => Assert.Equal("good", step));
            await BuildAsync();
        }

        var after = _index.Migration.Status();
        Assert.Equal(good, after.Active);
        Assert.Contains("finds less", after.Reason, StringComparison.Ordinal);
        Assert.All(await AskAsync(10), step => Assert.Equal("good", step));
        await BuildAsync();
        Assert.Equal("archived", after.Generations.Count == 3 ? _index.Migration.Status().Generations.Single(generation => generation.Model == bad).State : "");
        var purged = await _index.Migration.PurgeAsync(bad, CancellationToken.None);
        Assert.Equal([bad], purged.Models);
        Assert.DoesNotContain(_index.Migration.Status().Generations, generation => generation.Model == bad);
        Assert.All(await AskAsync(10), step => Assert.Equal("good", step));
        ModelWorkspace.AssertSound(_index);
    }

    [Fact]
    public async Task A_promoted_model_that_is_worse_is_taken_back_by_itself_and_the_reason_is_told()
    {
        await _index.Migration.StartAsync(_workspace.WriteModel("bad", Bad), automatic: false, CancellationToken.None);
        await BuildAsync();
        _index.Migration.Promote();
        Assert.All(await AskAsync(5), step => Assert.Equal("bad", step));

        // Compared in the first, judged in the second.
        await BuildAsync();
        await BuildAsync();

        var status = _index.Migration.Status();
        Assert.Equal((MigrationStage.RolledBack, Bundled), (status.Stage, status.Active));
        Assert.Contains("finds less", status.Reason, StringComparison.Ordinal);
        Assert.All(await AskAsync(5), step => Assert.Equal(Bundled, step));
    }

    [Fact]
    public async Task A_candidate_that_cannot_answer_is_taken_back_and_every_query_is_answered_meanwhile()
    {
        var good = await BuildGoodAsync();
        _index.Migration.Canary(50, automatic: false);
        await _index.Migration.CompareAsync(null, CancellationToken.None);

        File.Move(good, good + ".away");
        Assert.All(await AskAsync(30), step => Assert.Equal(Bundled, step));
        await Assert.ThrowsAsync<WorkspaceException>(() => _index.EmbedAsync(null, CancellationToken.None));
        await _index.Migration.JudgeAsync();

        var status = _index.Migration.Status();
        Assert.Equal(MigrationStage.RolledBack, status.Stage);
        Assert.Contains("could not answer", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_generation_can_be_asked_alone_and_two_are_never_mixed()
    {
        var good = await BuildGoodAsync();

        Assert.Equal("good", (await OnlyAsync(good)).Step);
        Assert.Equal(Bundled, (await OnlyAsync("bundled")).Step);
        var unknown = await Assert.ThrowsAsync<WorkspaceException>(() => OnlyAsync("other"));
        Assert.Contains("bundled", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_model_comes_back_without_computing_anything()
    {
        var good = await BuildGoodAsync();

        _index.Migration.Archive(good);
        var archived = _index.Migration.Status();
        Assert.Equal(MigrationStage.Ended, archived.Stage);
        Assert.Equal("archived", archived.Generations.Single(generation => generation.Model == good).State);
        await _index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        var reports = await _index.EmbedAsync(null, CancellationToken.None).WaitAsync(WorkerFixture.Patience);

        Assert.Equal((0, MigrationStage.Ready), (Assert.Single(reports).Computed, _index.Migration.Status().Stage));
        ModelWorkspace.AssertSound(_index);
    }

    /// <returns>The good model, which has read the code and answers nothing yet.</returns>
    private async Task<string> BuildGoodAsync()
    {
        var good = _workspace.WriteGoodModel("good");
        await _index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        await BuildAsync();
        return good;
    }

    private async Task BuildAsync()
    {
        await _index.IndexAsync(false, null, CancellationToken.None);
        await _index.EmbedAsync(null, CancellationToken.None).WaitAsync(WorkerFixture.Patience);
    }

    /// <returns>What answered each of so many questions.</returns>
    private async Task<IReadOnlyList<string>> AskAsync(int count)
    {
        var steps = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var answer = await ModelWorkspace.SearchAsync(_index, $"connection number {i}");
            Assert.NotEmpty(answer.Hits);
            steps.Add(answer.Step);
        }
        return steps;
    }

    private Task<SearchAnswer> OnlyAsync(string generation)
        => _index.SearchAsync(new SearchRequest("erase a user", 10, SearchMode.Hybrid, SearchFilter.None) { Generation = generation }, CancellationToken.None);
}
