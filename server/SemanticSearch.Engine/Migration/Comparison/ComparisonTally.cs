using SemanticSearch.Engine.Health;

namespace SemanticSearch.Engine.Migration;

/// <summary>Makes the report of two sides' answers.</summary>
internal static class ComparisonTally
{
    private const int MostDifferences = 50;

    public static ComparisonReport Of(IReadOnlyList<AskedQuestion> asked, ComparedModel baseline, ComparedModel candidate, DateTimeOffset at)
    {
        List<AskedQuestion> judged = [.. asked.Where(question => question.IsJudged)];
        var difference = Bootstrap.PairedDifference(
            [.. judged.Select(question => question.Baseline.ReciprocalRank)], [.. judged.Select(question => question.Candidate.ReciprocalRank)]);
        var byMeaning = Bootstrap.PairedDifference(
            [.. judged.Select(question => question.Baseline.ReciprocalRankByMeaning)], [.. judged.Select(question => question.Candidate.ReciprocalRankByMeaning)]);
        // A failure says nothing of how much alike the rankings are.
        List<AskedQuestion> answered = [.. asked.Where(question => !question.Baseline.Failed && !question.Candidate.Failed)];
        return new ComparisonReport(
            at, judged.Count, SideOf(baseline, asked, question => question.Baseline), SideOf(candidate, asked, question => question.Candidate), difference, byMeaning,
            answered.Select(question => RankAgreement.Overlap(Keys(question.Baseline), Keys(question.Candidate))).DefaultIfEmpty().Average(),
            answered.Select(question => RankAgreement.Kendall(Keys(question.Baseline), Keys(question.Candidate))).OfType<double>().DefaultIfEmpty().Average(),
            [.. judged.GroupBy(question => question.Question.Kind).OrderBy(kind => kind.Key).Select(OfKind)], DifferencesOf(judged),
            ComparisonVerdict.Of(baseline.Model, candidate.Model, judged.Count, difference, byMeaning));
    }

    private static SideReport SideOf(ComparedModel model, IReadOnlyList<AskedQuestion> asked, Func<AskedQuestion, JudgedAnswer> side)
    {
        List<JudgedAnswer> judged = [.. asked.Where(question => question.IsJudged).Select(side)];
        List<double> times = [.. asked.Select(side).Where(answer => !answer.Failed).Select(answer => answer.Took.TotalMilliseconds)];
        return new SideReport(
            model.Model, model.Dimensions, MeanOf(answer => answer.ReciprocalRank), MeanOf(answer => answer.Recall), MeanOf(answer => answer.Ndcg), MeanOf(answer => answer.ReciprocalRankByMeaning),
            Percentiles.Of(times, 0.5), Percentiles.Of(times, 0.95), Percentiles.Of(times, 0.99), model.MemoryBytes(), asked.Count(question => side(question).Failed));

        Estimate MeanOf(Func<JudgedAnswer, double> measure) => Bootstrap.Mean([.. judged.Select(measure)]);
    }

    private static KindReport OfKind(IGrouping<QuestionKind, AskedQuestion> kind) => new(
        kind.Key, kind.Count(), kind.Average(question => question.Baseline.ReciprocalRank), kind.Average(question => question.Candidate.ReciprocalRank));

    private static IReadOnlyList<Difference> DifferencesOf(IEnumerable<AskedQuestion> judged) =>
    [
        .. judged.Where(question => question.Baseline.Rank != question.Candidate.Rank)
            .OrderByDescending(question => Math.Abs(Depth(question.Baseline) - Depth(question.Candidate)))
            .ThenBy(question => question.Question.Text, StringComparer.Ordinal)
            .Take(MostDifferences)
            .Select(question => new Difference(
                question.Question.Kind, question.Question.Text, question.Baseline.Rank, question.Candidate.Rank, question.Baseline.Places, question.Candidate.Places)),
    ];

    private static int Depth(JudgedAnswer answer) => answer.Rank ?? RankMeasures.Depth + 1;

    private static List<(string, int, int)> Keys(JudgedAnswer answer) => [.. answer.Places.Select(place => (place.Path, place.StartLine, place.EndLine)).Distinct()];
}
