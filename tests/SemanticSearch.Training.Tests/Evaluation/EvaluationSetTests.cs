using SemanticSearch.Training.Evaluation;

namespace SemanticSearch.Training.Tests.Evaluation;

public sealed class EvaluationSetTests
{
    private static EvaluationItem[] Items =>
    [
        .. Enumerable.Range(0, 200).Select(i => new EvaluationItem("r/a", "go", $"{i}.go", $"func f{i}", i < 100 ? $"does {i}" : null)),
        .. Enumerable.Range(0, 120).Select(i => new EvaluationItem("r/b", "lua", $"{i}.lua", $"function g{i}", $"makes {i}")),
        new EvaluationItem("r/c", "zig", "a.zig", "fn h", "alone in its language"),
    ];

    [Fact]
    public void Each_language_with_enough_questions_has_a_set()
    {
        var sets = EvaluationSet.ByLanguage(Items, candidates: 150, queries: 60, seed: 1);
        Assert.Equal(["go", "lua"], sets.Select(set => set.Name));
        Assert.Equal([150, 120], sets.Select(set => set.Items.Count));
        Assert.All(sets, set => Assert.Equal(60, set.Items.Count(item => item.Query is not null)));
    }

    [Fact]
    public void The_mixed_set_holds_every_language_and_distractors_without_a_question()
    {
        var set = EvaluationSet.Mixed(Items, candidates: 300, queriesPerLanguage: 50, seed: 1);
        Assert.Equal(300, set.Items.Count);
        Assert.Equal(100, set.Items.Count(item => item.Query is not null));
        Assert.Equal(300, set.Items.Select(item => item.Path).Distinct().Count());
    }

    [Fact]
    public void The_same_seed_draws_the_same_set()
    {
        Assert.Equal(EvaluationSet.Mixed(Items, 300, 50, seed: 1).Items, EvaluationSet.Mixed(Items, 300, 50, seed: 1).Items);
        Assert.NotEqual(EvaluationSet.Mixed(Items, 300, 50, seed: 1).Items, EvaluationSet.Mixed(Items, 300, 50, seed: 2).Items);
    }

    [Fact]
    public void Words_in_common_rank_a_document_first()
    {
        var scores = new Bm25(["read a line from a file", "write to a socket", "readLine"]).Scores("read line");
        Assert.True(scores[0] > scores[1] && scores[2] > scores[1]);
        Assert.Equal(0, scores[1]);
    }
}
