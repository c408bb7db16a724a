namespace SemanticSearch.Engine.Migration;

/// <summary>Where a question comes from.</summary>
public enum QuestionKind
{
    /// <summary>The first sentence of a definition's documentation; right is the definition.</summary>
    Documentation,

    /// <summary>A definition's name in words; right is the definition.</summary>
    Symbol,

    /// <summary>A commit's subject; right are the files that it changed.</summary>
    Commit,

    /// <summary>What the user asked before; what would be right is not known.</summary>
    Asked,
}

/// <summary>95 % confidence interval around a mean.</summary>
public sealed record Estimate(double Mean, double Low, double High);

/// <summary>What one generation made of the questions. Measures are of the first ten hits, 0 to 1.</summary>
/// <param name="MeaningMrr">MRR of the hits by vectors alone, without the words that users get besides.</param>
/// <param name="P50">Of the time that an answer takes, in milliseconds, as <paramref name="P95"/> and <paramref name="P99"/>; of answers that did not fail.</param>
/// <param name="MemoryBytes">What the model takes while it is loaded; null where it is not known.</param>
/// <param name="Failed">Questions that were not answered; they count as not found.</param>
public sealed record SideReport(
    string Model, int Dimensions, Estimate Mrr, Estimate Recall, Estimate Ndcg, Estimate MeaningMrr, double P50, double P95, double P99, long? MemoryBytes, int Failed);

public sealed record KindReport(QuestionKind Kind, int Questions, double BaselineMrr, double CandidateMrr);

/// <param name="Path">Relative, forward slashes.</param>
/// <param name="StartLine">From 1, inclusive, as is <paramref name="EndLine"/>.</param>
public sealed record RankedPlace(string Path, int StartLine, int EndLine, string? Symbol, bool Right);

/// <summary>A question on which the two differ. Rank of the first right hit, from 1; null: not among the ten.</summary>
/// <param name="Baseline">Its hits, the best first, at most ten.</param>
public sealed record Difference(
    QuestionKind Kind, string Question, int? BaselineRank, int? CandidateRank, IReadOnlyList<RankedPlace> Baseline, IReadOnlyList<RankedPlace> Candidate);

/// <summary>Two generations of an index, asked the same questions.</summary>
/// <param name="Questions">With a right answer that is known: those that the measures and the verdict stand on.</param>
/// <param name="MrrDifference">Candidate minus baseline, paired over the questions.</param>
/// <param name="MeaningDifference">The same of <see cref="SideReport.MeaningMrr"/>.</param>
/// <param name="Overlap">Share of the ten hits that both have, 0 to 1, over all questions, the user's own among them.</param>
/// <param name="RankCorrelation">Kendall's tau-b of the hits that both have, -1 to 1, over the questions where they share two; 0 when there is none.</param>
/// <param name="Kinds">Those with a known right answer.</param>
/// <param name="Differences">At most fifty, the largest difference in rank first.</param>
public sealed record ComparisonReport(
    DateTimeOffset ComparedAt, int Questions, SideReport Baseline, SideReport Candidate, Estimate MrrDifference, Estimate MeaningDifference, double Overlap, double RankCorrelation,
    IReadOnlyList<KindReport> Kinds, IReadOnlyList<Difference> Differences, string Verdict);

/// <param name="Done">Questions that both were asked, of <paramref name="Total"/>.</param>
/// <param name="Work">What is being done, in words.</param>
public sealed record ComparisonProgress(int Done, int Total, string Work);
