using System.Globalization;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Tests.Migration;

public sealed class ComparisonRunnerTests
{
    private static readonly ComparedModel Old = new("old", 256, () => null), Fresh = new("fresh", 384, () => 1_000);

    private readonly List<(Side Side, string Text)> _asked = [];

    [Fact]
    public async Task A_candidate_that_puts_the_right_hit_first_finds_more()
    {
        var report = await CompareAsync(Questions(40), (side, text) => Answer(side == Side.Baseline ? ["x.py:1-5", text] : [text, "x.py:1-5"], side == Side.Baseline ? 2 : 6));

        Assert.Equal((40, 0.5, 1.0, 0.5), (report.Questions, report.Baseline.Mrr.Mean, report.Candidate.Mrr.Mean, report.MrrDifference.Mean));
        Assert.Equal((2.0, 6.0, 1_000L), (report.Baseline.P50, report.Candidate.P95, report.Candidate.MemoryBytes));
        Assert.Equal((1.0, -1.0), (report.Overlap, report.RankCorrelation));
        Assert.Equal("fresh finds more than old: MRR +0.50 (+0.50 to +0.50), by meaning alone +0.50 (+0.50 to +0.50) on 40 questions.", report.Verdict);
        Assert.Equal(QualityDecision.NotWorse, ComparisonQuality.Decide(report));
    }

    [Fact]
    public async Task A_candidate_that_fails_or_finds_nothing_is_worse()
    {
        var report = await CompareAsync(Questions(40), (side, text) => side == Side.Baseline ? Answer([text]) : Answer(["x.py:1-5"], failed: text[0] == '1'));

        Assert.Equal((11, 0), (report.Candidate.Failed, report.Baseline.Failed));
        Assert.StartsWith("fresh finds less than old: MRR -1.00", report.Verdict);
        Assert.Equal(QualityDecision.Worse, ComparisonQuality.Decide(report));
    }

    [Fact]
    public async Task Sides_take_turns_after_each_was_warmed_up()
    {
        await CompareAsync(Questions(3), (_, text) => Answer([text]));

        Assert.Equal([Side.Baseline, Side.Candidate], _asked.Take(2).Select(ask => ask.Side));
        Assert.Equal(
            [Side.Baseline, Side.Candidate, Side.Candidate, Side.Baseline, Side.Baseline, Side.Candidate], _asked.Skip(2).Select(ask => ask.Side));
        Assert.DoesNotContain(_asked[0].Text, _asked.Skip(2).Select(ask => ask.Text));
    }

    [Fact]
    public async Task The_questions_on_which_they_differ_most_come_first_with_both_rankings()
    {
        var report = await CompareAsync(Questions(60), (side, text) => (side, text) switch
        {
            (Side.Candidate, "7.py:1-5") => Answer(["a.py:1-5", "b.py:1-5", "c.py:1-5", text]),
            (Side.Baseline, "8.py:1-5") => Answer(["a.py:1-5"]),
            (Side.Candidate, "9.py:1-5") => Answer(["9.py:6-9", text]),
            _ => Answer([text]),
        });

        Assert.Equal(["8.py:1-5", "7.py:1-5", "9.py:1-5"], report.Differences.Select(difference => difference.Question));
        Assert.Equal((null, 1), (report.Differences[0].BaselineRank, report.Differences[0].CandidateRank));
        Assert.Equal([false, false, false, true], report.Differences[1].Candidate.Select(place => place.Right));
    }

    [Fact]
    public async Task A_changed_file_is_found_once_however_many_of_its_chunks_are()
    {
        var question = new Question(QuestionKind.Commit, "change both", [RightPlace.WholeFile("a.py"), RightPlace.WholeFile("b.py")]);
        var report = await CompareAsync([question], (_, _) => Answer(["a.py:1-5", "a.py:6-9", "a.py:10-20"]));

        Assert.Equal((1.0, 0.5), (report.Candidate.Mrr.Mean, report.Candidate.Recall.Mean));
        Assert.Equal(1 / (1 + (1 / Math.Log2(3))), report.Candidate.Ndcg.Mean, 1e-12);
        Assert.Equal(QualityDecision.Unclear, ComparisonQuality.Decide(report));
    }

    [Fact]
    public async Task The_users_own_questions_count_for_time_and_overlap_only()
    {
        var asked = new Question(QuestionKind.Asked, "what I asked", []);
        var report = await CompareAsync([asked], (side, _) => Answer(side == Side.Baseline ? ["a.py:1-5", "b.py:1-5"] : ["b.py:1-5", "c.py:1-5"], 3));

        Assert.Equal((0, 0.5, 3.0), (report.Questions, report.Overlap, report.Baseline.P50));
        Assert.Empty(report.Kinds);
        Assert.Empty(report.Differences);
        Assert.StartsWith("There is nothing to judge by", report.Verdict);
    }

    [Fact]
    public async Task A_cancelled_comparison_ends_before_the_next_question()
    {
        using var stop = new CancellationTokenSource();
        var asking = ComparisonRunner.RunAsync(
            Questions(5), (side, text, _) => AskAsync(side, text, (_, _) => Answer([])), Old, Fresh, TimeProvider.System, new Progress(progress =>
            {
                if (progress.Done == 2) stop.Cancel();
            }), stop.Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(2 + (2 * 2), _asked.Count);
    }

    [Theory]
    [InlineData(40, -0.05, -0.08, -0.01, QualityDecision.Worse)]
    [InlineData(40, -0.05, -0.12, 0.02, QualityDecision.Unclear)]
    [InlineData(40, -0.01, -0.015, -0.005, QualityDecision.NotWorse)]
    [InlineData(40, 0.01, -0.06, 0.08, QualityDecision.NotWorse)]
    [InlineData(20, 0.01, -0.06, 0.08, QualityDecision.Unclear)]
    [InlineData(3, -0.5, -0.9, -0.2, QualityDecision.Unclear)]
    public async Task The_decision_follows_from_the_difference_and_its_interval(int questions, double mean, double low, double high, object decision)
    {
        var report = await CompareAsync(Questions(1), (_, text) => Answer([text]));

        Assert.Equal(decision, ComparisonQuality.Decide(report with { Questions = questions, MrrDifference = new Estimate(mean, low, high) }));
    }

    [Fact]
    public async Task A_report_comes_back_from_json_as_it_was()
    {
        var report = await CompareAsync(Questions(12), (side, text) => Answer(side == Side.Baseline ? [text] : ["x.py:1-5", text], 1.5));
        var json = ComparisonJson.Write(report);
        var back = ComparisonJson.Read(json);

        Assert.Equal(json, ComparisonJson.Write(back));
        Assert.Equal(report with { Kinds = back.Kinds, Differences = back.Differences }, back);
        Assert.Equal(report.Kinds, back.Kinds);
        Assert.Contains("\"kind\":\"documentation\"", json, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<System.Text.Json.JsonException>(() => ComparisonJson.Read("{}"));
    }

    /// <summary>Each is the place of its own right answer.</summary>
    private static List<Question> Questions(int count)
        => [.. Enumerable.Range(0, count).Select(i => new Question(QuestionKind.Documentation, $"{i}.py:1-5", [new RightPlace($"{i}.py", 1, 5)]))];

    private static AskedAnswer Answer(string[] places, double milliseconds = 1, bool failed = false)
        => new([.. places.Select(HitAt)], [.. places.Select(HitAt)], TimeSpan.FromMilliseconds(milliseconds), failed);

    private static SearchHit HitAt(string place)
    {
        var parts = place.Split(':', '-');
        var (start, end) = parts.Length == 3 ? (Number(parts[1]), Number(parts[2])) : (1, 1);
        return new SearchHit(parts[0], start, end, 1, null, "", "function", "python", "", 0, []);

        static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
    }

    private Task<ComparisonReport> CompareAsync(IReadOnlyList<Question> questions, Func<Side, string, AskedAnswer> answer)
        => ComparisonRunner.RunAsync(
            questions, (side, text, _) => AskAsync(side, text, answer), Old, Fresh, TimeProvider.System, null, CancellationToken.None);

    private Task<AskedAnswer> AskAsync(Side side, string text, Func<Side, string, AskedAnswer> answer)
    {
        _asked.Add((side, text));
        return Task.FromResult(answer(side, text));
    }

    /// <summary>Tells at once, on the same thread.</summary>
    private sealed class Progress(Action<ComparisonProgress> told) : IProgress<ComparisonProgress>
    {
        public void Report(ComparisonProgress value) => told(value);
    }
}
