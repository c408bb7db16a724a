using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Rpc;

/// <summary>The engine's records about a change of the model as they go to the editor.</summary>
internal static class MigrationView
{
    public static MigrationResult Of(MigrationStatus status) => new(
        StageOf(status.Stage), status.Active, status.Candidate, status.Baseline, status.Share, status.Automatic, status.Paused, status.Reason,
        status.Since is { } since ? TimeOf(since) : null, status.Progress?.Done ?? 0, status.Progress?.Total ?? 0, status.Progress?.Left?.TotalSeconds,
        FiguresOf(status.BaselineFigures), FiguresOf(status.CandidateFigures), status.Errors, [.. status.Generations.Select(Of)]);

    public static MigrationStage StageOf(Engine.MigrationStage stage) => stage switch
    {
        Engine.MigrationStage.None => MigrationStage.None,
        Engine.MigrationStage.Building => MigrationStage.Building,
        Engine.MigrationStage.Ready => MigrationStage.Ready,
        Engine.MigrationStage.Canary => MigrationStage.Canary,
        Engine.MigrationStage.Promoted => MigrationStage.Promoted,
        Engine.MigrationStage.RolledBack => MigrationStage.RolledBack,
        _ => MigrationStage.Ended,
    };

    public static UnreadText Of(DeadLetter letter) => new(letter.Hash, letter.Model, letter.Path, letter.Reason, letter.Attempts, TimeOf(letter.FailedAt));

    public static ComparisonResult Of(ComparisonReport report) => new(
        TimeOf(report.ComparedAt), report.Questions, Of(report.Baseline), Of(report.Candidate), Of(report.MrrDifference), Of(report.MeaningDifference), report.Overlap, report.RankCorrelation,
        [.. report.Kinds.Select(kind => new KindScore(KindOf(kind.Kind), kind.Questions, kind.BaselineMrr, kind.CandidateMrr))],
        [.. report.Differences.Select(Of)], report.Verdict);

    private static GenerationInfo Of(GenerationView generation) => new(
        generation.Model, generation.Model == ModelEstimateCommand.Bundled, generation.Dimensions, Enum.Parse<GenerationState>(generation.State, ignoreCase: true), generation.Chunks,
        generation.Total, generation.Bytes);

    private static SideFigures? FiguresOf(CanarySide? side) => side is null
        ? null
        : new SideFigures(side.Model, side.Queries, side.P50, side.P95, side.P99, side.ErrorRate, side.EmptyRate, side.OpenedRate);

    private static ComparedModel Of(SideReport side) => new(
        side.Model, side.Dimensions, Of(side.Mrr), Of(side.Recall), Of(side.Ndcg), Of(side.MeaningMrr), side.P50, side.P95, side.P99, side.MemoryBytes, side.Failed);

    private static Interval Of(Estimate estimate) => new(estimate.Mean, estimate.Low, estimate.High);

    private static ComparedQuestion Of(Difference difference) => new(
        KindOf(difference.Kind), difference.Question, difference.BaselineRank, difference.CandidateRank, [.. difference.Baseline.Select(Of)], [.. difference.Candidate.Select(Of)]);

    private static ComparedPlace Of(RankedPlace place) => new(place.Path, place.StartLine, place.EndLine, place.Symbol, place.Right);

    private static QuestionKind KindOf(Engine.Migration.QuestionKind kind) => kind switch
    {
        Engine.Migration.QuestionKind.Documentation => QuestionKind.Documentation,
        Engine.Migration.QuestionKind.Symbol => QuestionKind.Symbol,
        Engine.Migration.QuestionKind.Commit => QuestionKind.Commit,
        _ => QuestionKind.Asked,
    };

    private static string TimeOf(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
