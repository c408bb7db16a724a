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
public sealed class MigrationTests
{
    private static readonly string Corpus = Repository.At("tests", "fixtures", "ranking", "corpus");

    private static readonly TinyModelOptions Bad = new(TinyArchitecture.Qwen2, PoolingKind.Last, Dimensions: 64);

    private static readonly string Bundled = StaticEmbedder.OpenBundled().Id;

    [Fact]
    public async Task A_candidate_is_built_compared_tried_promoted_and_taken_back_and_the_old_model_answers_until_then()
    {
        await using var workspace = CorpusWorkspace();
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        var good = workspace.WriteGoodModel("good");

        var begun = await index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        Assert.Equal((MigrationStage.Building, Bundled, good, Bundled), (begun.Stage, begun.Active, begun.Candidate, begun.Baseline));
        Assert.Throws<WorkspaceException>(() => index.Migration.Promote());
        await BuildAsync(index);
        var built = index.Migration.Status();
        Assert.Equal((MigrationStage.Ready, Bundled), (built.Stage, built.Active));
        Assert.Equal(Bundled, (await ModelWorkspace.SearchAsync(index)).Step);

        var report = await index.Migration.CompareAsync(null, CancellationToken.None);
        Assert.InRange(report.Questions, ComparisonQuality.FewestQuestions, 1_000);
        Assert.Equal((Bundled, good), (report.Baseline.Model, report.Candidate.Model));
        Assert.NotEqual(QualityDecision.Worse, ComparisonQuality.Decide(report));
        Assert.Equal(report.Questions, index.Migration.LastComparison()!.Questions);

        index.Migration.Canary(50, automatic: false);
        var steps = await AskAsync(index, 200);
        Assert.InRange(steps.Count(step => step == "good"), 60, 140);
        Assert.Equal(steps, await AskAsync(index, 200));

        var promoted = index.Migration.Promote();
        Assert.Equal((MigrationStage.Promoted, good), (promoted.Stage, promoted.Active));
        Assert.All(await AskAsync(index, 20), step => Assert.Equal("good", step));

        var back = index.Migration.RollBack();
        Assert.Equal((MigrationStage.RolledBack, Bundled, "by hand"), (back.Stage, back.Active, back.Reason));
        Assert.All(await AskAsync(index, 20), step => Assert.Equal(Bundled, step));
        await BuildAsync(index);
        ModelWorkspace.AssertSound(index);
    }

    [Fact]
    public async Task A_good_model_is_promoted_by_itself_and_a_bad_one_is_taken_back_by_itself()
    {
        await using var workspace = CorpusWorkspace();
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        var (good, bad) = (workspace.WriteGoodModel("good"), workspace.WriteModel("bad", Bad));

        await index.Migration.StartAsync(good, automatic: true, CancellationToken.None);
        var shares = new List<int>();
        while (index.Migration.Status() is { Stage: not MigrationStage.Promoted } status)
        {
            Assert.True(status.Stage is MigrationStage.Building or MigrationStage.Ready or MigrationStage.Canary, $"{status.Stage}: {status.Reason}");
            if (status.Share > 0 && !shares.Contains(status.Share)) shares.Add(status.Share);
            Assert.DoesNotContain("could not tell", status.Reason, StringComparison.Ordinal);
            // What a keeper does once a second.
            await BuildAsync(index);
            await AskAsync(index, 60);
        }

        Assert.Equal([10, 25, 50], shares);
        Assert.All(await AskAsync(index, 10), step => Assert.Equal("good", step));

        await index.Migration.StartAsync(bad, automatic: true, CancellationToken.None);
        while (index.Migration.Status().Stage != MigrationStage.RolledBack)
        {
            Assert.All(await AskAsync(index, 10), step => Assert.Equal("good", step));
            await BuildAsync(index);
        }

        var after = index.Migration.Status();
        Assert.Equal(good, after.Active);
        Assert.Contains("finds less", after.Reason, StringComparison.Ordinal);
        Assert.All(await AskAsync(index, 10), step => Assert.Equal("good", step));
        await BuildAsync(index);
        Assert.Equal("archived", after.Generations.Count == 3 ? index.Migration.Status().Generations.Single(generation => generation.Model == bad).State : "");
        var purged = await index.Migration.PurgeAsync(bad, CancellationToken.None);
        Assert.Equal([bad], purged.Models);
        Assert.DoesNotContain(index.Migration.Status().Generations, generation => generation.Model == bad);
        Assert.All(await AskAsync(index, 10), step => Assert.Equal("good", step));
        ModelWorkspace.AssertSound(index);
    }

    [Fact]
    public async Task A_promoted_model_that_is_worse_is_taken_back_by_itself_and_the_reason_is_told()
    {
        await using var workspace = CorpusWorkspace();
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        await index.Migration.StartAsync(workspace.WriteModel("bad", Bad), automatic: false, CancellationToken.None);
        await BuildAsync(index);
        index.Migration.Promote();
        Assert.All(await AskAsync(index, 5), step => Assert.Equal("bad", step));

        // Compared in the first, judged in the second.
        await BuildAsync(index);
        await BuildAsync(index);

        var status = index.Migration.Status();
        Assert.Equal((MigrationStage.RolledBack, Bundled), (status.Stage, status.Active));
        Assert.Contains("finds less", status.Reason, StringComparison.Ordinal);
        Assert.All(await AskAsync(index, 5), step => Assert.Equal(Bundled, step));
    }

    [Fact]
    public async Task A_candidate_that_cannot_answer_is_taken_back_and_every_query_is_answered_meanwhile()
    {
        await using var workspace = CorpusWorkspace();
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        var good = workspace.WriteGoodModel("good");
        await index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        await BuildAsync(index);
        index.Migration.Canary(50, automatic: false);
        await index.Migration.CompareAsync(null, CancellationToken.None);

        File.Move(good, good + ".away");
        Assert.All(await AskAsync(index, 30), step => Assert.Equal(Bundled, step));
        await Assert.ThrowsAsync<WorkspaceException>(() => index.EmbedAsync(null, CancellationToken.None));
        await index.Migration.JudgeAsync();

        var status = index.Migration.Status();
        Assert.Equal(MigrationStage.RolledBack, status.Stage);
        Assert.Contains("could not answer", status.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_generation_can_be_asked_alone_and_two_are_never_mixed()
    {
        await using var workspace = CorpusWorkspace();
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        var good = workspace.WriteGoodModel("good");
        await index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        await BuildAsync(index);

        Assert.Equal("good", (await OnlyAsync(index, good)).Step);
        Assert.Equal(Bundled, (await OnlyAsync(index, "bundled")).Step);
        var unknown = await Assert.ThrowsAsync<WorkspaceException>(() => OnlyAsync(index, "other"));
        Assert.Contains("bundled", unknown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_model_comes_back_without_computing_anything()
    {
        await using var workspace = CorpusWorkspace();
        await using var index = workspace.Open();
        await index.IndexAsync(false, null, CancellationToken.None);
        var good = workspace.WriteGoodModel("good");
        await index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        await BuildAsync(index);

        index.Migration.Archive(good);
        var archived = index.Migration.Status();
        Assert.Equal(MigrationStage.Ended, archived.Stage);
        Assert.Equal("archived", archived.Generations.Single(generation => generation.Model == good).State);
        await index.Migration.StartAsync(good, automatic: false, CancellationToken.None);
        var reports = await index.EmbedAsync(null, CancellationToken.None).WaitAsync(WorkerFixture.Patience);

        Assert.Equal((0, MigrationStage.Ready), (Assert.Single(reports).Computed, index.Migration.Status().Stage));
        ModelWorkspace.AssertSound(index);
    }

    private static ModelWorkspace CorpusWorkspace()
    {
        var workspace = new ModelWorkspace();
        foreach (var file in Directory.EnumerateFiles(Corpus, "*", SearchOption.AllDirectories))
        {
            workspace.Write(Path.GetRelativePath(Corpus, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllText(file));
        }
        return workspace;
    }

    private static async Task BuildAsync(WorkspaceIndex index)
    {
        await index.IndexAsync(false, null, CancellationToken.None);
        await index.EmbedAsync(null, CancellationToken.None).WaitAsync(WorkerFixture.Patience);
    }

    /// <returns>What answered each of so many questions.</returns>
    private static async Task<IReadOnlyList<string>> AskAsync(WorkspaceIndex index, int count)
    {
        var steps = new List<string>(count);
        for (var i = 0; i < count; i++)
        {
            var answer = await ModelWorkspace.SearchAsync(index, $"connection number {i}");
            Assert.NotEmpty(answer.Hits);
            steps.Add(answer.Step);
        }
        return steps;
    }

    private static Task<SearchAnswer> OnlyAsync(WorkspaceIndex index, string generation)
        => index.SearchAsync(new SearchRequest("erase a user", 10, SearchMode.Hybrid, SearchFilter.None) { Generation = generation }, CancellationToken.None);
}
