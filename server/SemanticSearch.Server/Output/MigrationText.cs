using System.Globalization;
using SemanticSearch.Engine;
using SemanticSearch.Server.Commands;

namespace SemanticSearch.Server.Output;

/// <summary>How far a change of the model is, for the terminal.</summary>
internal static class MigrationText
{
    public static void Write(TextWriter output, MigrationStatus status)
    {
        Row("answers", status.Active);
        if (status.Stage != MigrationStage.None) Row("change", Sentence(status));
        if (status.Reason.Length > 0) Row("because", status.Reason);
        if (status.Since is { } since) Row("since", StatusCommand.Local(since));
        if (status.Paused) Row("building", "is paused: 'semsearch migrate resume' goes on");
        if (status.Stage is MigrationStage.Canary or MigrationStage.Promoted)
        {
            foreach (var side in ((CanarySide?[])[status.BaselineFigures, status.CandidateFigures]).OfType<CanarySide>().Where(side => side.Queries > 0)) Row("queries", Figures(side));
        }
        if (status.Errors > 0) Row("errors", $"{status.Errors:N0} texts without a vector: 'semsearch migrate errors'");
        if (Next(status) is { } next) Row("next", next);
        if (status.Generations.Count == 0) return;
        output.WriteLine("models");
        var width = status.Generations.Max(generation => generation.Model.Length);
        foreach (var generation in status.Generations)
        {
            output.WriteLine(
                $"  {Printable.Clean(generation.Model).PadRight(width)}  {generation.Dimensions,5:N0} dimensions  {State(generation),-28}  about {Measures.Bytes(generation.Bytes)}");
        }

        void Row(string name, string value) => output.WriteLine($"{name,-10} {Printable.Clean(value)}");
    }

    internal static string Sentence(MigrationStatus status) => status.Stage switch
    {
        MigrationStage.Building => status.Progress is { Total: > 0 } progress
            ? $"{status.Candidate} is reading the code: {progress.Done:N0} of {progress.Total:N0} chunks{(progress.Left is { } left ? $", {EstimateText.Duration(left)} left" : "")}"
            : $"{status.Candidate} is to read the code{Share(status)}",
        MigrationStage.Ready => $"{status.Candidate} has read the code and answers nothing yet",
        MigrationStage.Canary => $"{status.Candidate} answers {status.Share} % of the queries, {status.Baseline} the others",
        MigrationStage.Promoted => $"{status.Candidate} answers; {status.Baseline} stands by",
        MigrationStage.RolledBack => $"{status.Candidate} was taken back",
        _ => $"the change to {status.Candidate} has ended",
    };

    private static string Share(MigrationStatus status)
        => status.Generations.FirstOrDefault(generation => generation.Model == status.Candidate) is { Total: > 0 } candidate ? $": {candidate.Chunks:N0} of {candidate.Total:N0} chunks so far" : "";

    private static string Figures(CanarySide side) => string.Create(
        CultureInfo.InvariantCulture,
        $"{side.Model}: {side.Queries:N0}, p50 {side.P50:0} p95 {side.P95:0} p99 {side.P99:0} ms, {100 * side.ErrorRate:0.#} % failed, {100 * side.EmptyRate:0.#} % empty, {100 * side.OpenedRate:0.#} % opened");

    private static string State(GenerationView generation) => generation.State switch
    {
        "active" => "answers" + Lacking(generation),
        "shadow" => "stands by" + Lacking(generation),
        "building" => $"{generation.Chunks:N0} of {generation.Total:N0} chunks",
        _ => "archived",
    };

    private static string Lacking(GenerationView generation) => generation.Chunks < generation.Total ? $", {generation.Total - generation.Chunks:N0} chunks behind" : "";

    private static string? Next(MigrationStatus status) => status.Stage switch
    {
        MigrationStage.Building => "'semsearch index' goes on building where no editor does",
        MigrationStage.Ready when !status.Automatic => "'semsearch migrate compare', then 'semsearch migrate canary 10' or 'semsearch migrate promote'",
        MigrationStage.Canary when !status.Automatic => "'semsearch migrate canary 25', 'semsearch migrate promote', or 'semsearch migrate rollback'",
        MigrationStage.Promoted => "'semsearch migrate rollback' goes back; 'semsearch migrate archive' keeps the model before no longer",
        _ => null,
    };
}
