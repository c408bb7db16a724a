using SemanticSearch.Engine.Search;

namespace SemanticSearch.Engine.Tests.Search;

public sealed class AnswerMergeTests
{
    [Fact]
    public void The_best_of_a_folder_where_nothing_fits_stands_behind_what_fits()
    {
        var fitting = Answer(bestLexical: 20, bestCosine: 0.6, ("fits", 1.0), ("fits too", 0.8));
        var poor = Answer(bestLexical: 4, bestCosine: 0.3, ("poor", 1.0));

        Assert.Equal(["fits", "fits too", "poor"], AnswerMerge.Merge([poor, fitting], 10).Select(found => found.Hit.Path));
        Assert.Equal([1, 1], AnswerMerge.Merge([poor, fitting], 2).Select(found => found.Answer));
    }

    [Fact]
    public void Answers_by_words_alone_are_merged_by_words()
        => Assert.Equal(
            ["good", "poor"],
            AnswerMerge.Merge([Answer(3, 0, ("poor", 1.0)), Answer(9, 0, ("good", 0.9))], 10).Select(found => found.Hit.Path));

    [Fact]
    public void Empty_answers_are_no_trouble()
        => Assert.Empty(AnswerMerge.Merge([Answer(0, 0), Answer(0, 0)], 10));

    private static SearchAnswer Answer(double bestLexical, double bestCosine, params (string Path, double Score)[] hits) => new(
        [.. hits.Select(hit => new SearchHit(hit.Path, 1, 2, hit.Score, null, "", "function", "python", "", 0, []))], "bundled", [], bestLexical, bestCosine);
}
