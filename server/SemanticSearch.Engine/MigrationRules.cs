using System.Globalization;
using SemanticSearch.Engine.Health;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>What a change of the model does next.</summary>
internal enum MigrationMove
{
    /// <summary>It waits, for queries or for a person.</summary>
    Wait,

    /// <summary>The next share of the queries, or all of them.</summary>
    Forward,
    Back,
}

/// <param name="Reason">In words: of the move, or what is waited for.</param>
internal sealed record MigrationDecision(MigrationMove Move, string Reason);

/// <summary>
/// When a candidate takes the next step by itself, and when it goes back. Going back happens whether or not the steps forward are automatic: nobody looks at
/// figures all day.
/// </summary>
internal static class MigrationRules
{
    /// <summary>The share of the queries, in percent, at each step; the last one is promotion.</summary>
    public static readonly IReadOnlyList<int> Steps = [10, 25, 50, 100];

    /// <summary>Queries that the candidate must have answered at a step before the next one, and before its figures tell anything.</summary>
    public const int EnoughQueries = 20;

    /// <summary>Queries after its promotion for which the candidate is watched.</summary>
    public const int WatchedQueries = 200;

    /// <summary>Share of queries that the candidate may fail to answer, and that share must be more than the model's before.</summary>
    public const double MostErrors = 0.02;

    /// <summary>One failure may be anything.</summary>
    private const int FewestErrors = 2;

    /// <summary>
    /// The 95th percentile against that of the model before, or against what a question was said to take, whichever is more; below
    /// <see cref="AlertRules.LeastFeltP95"/> it is never too slow.
    /// </summary>
    public const double MostLatency = 2;

    /// <summary>By how much the share of empty answers may grow.</summary>
    public const double MostEmpty = 0.10;

    /// <param name="comparison">Null while there is none.</param>
    /// <param name="baseline">Of the model before, since the change began.</param>
    /// <param name="candidate">Since the present step began.</param>
    public static MigrationDecision Judge(MigrationRow migration, ComparisonReport? comparison, CanaryFigures baseline, CanaryFigures candidate)
    {
        if (Breach(migration, comparison, baseline, candidate) is { } breach) return new MigrationDecision(MigrationMove.Back, breach);
        if (migration.Stage == Migrations.Promoted || !migration.Automatic) return new MigrationDecision(MigrationMove.Wait, migration.Reason);
        if (comparison is null) return new MigrationDecision(MigrationMove.Wait, "the two models are being compared");
        if (ComparisonQuality.Decide(comparison) == QualityDecision.Unclear)
        {
            return new MigrationDecision(MigrationMove.Wait, $"the comparison could not tell which one is better ({comparison.Verdict}): go on by hand with `semsearch migrate canary`");
        }
        if (migration.Stage == Migrations.Ready) return new MigrationDecision(MigrationMove.Forward, "the comparison holds");
        return candidate.Queries < EnoughQueries
            ? new MigrationDecision(MigrationMove.Wait, string.Create(CultureInfo.InvariantCulture, $"{candidate.Queries} of {EnoughQueries} queries that the next step needs"))
            : new MigrationDecision(MigrationMove.Forward, string.Create(CultureInfo.InvariantCulture, $"{candidate.Queries} queries without a complaint"));
    }

    /// <returns>The share after this one.</returns>
    public static int Next(int share) => Steps.First(step => step > share);

    private static string? Breach(MigrationRow migration, ComparisonReport? comparison, CanaryFigures baseline, CanaryFigures candidate)
    {
        // Whoever has seen the comparison and goes on by hand is not overruled.
        if (comparison is not null && (migration.Automatic || comparison.ComparedAt.UtcTicks > migration.Since) && ComparisonQuality.Decide(comparison) == QualityDecision.Worse)
        {
            return $"it finds less: {comparison.Verdict}";
        }
        if (migration.Stage == Migrations.Ready || (migration.Stage == Migrations.Promoted && candidate.Queries > WatchedQueries)) return null;
        var failed = candidate.ErrorRate * candidate.Queries;
        if (failed >= FewestErrors && candidate.ErrorRate > MostErrors && candidate.ErrorRate > baseline.ErrorRate)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it could not answer {failed:0} of {candidate.Queries} queries (more than {100 * MostErrors:0} % are too many)");
        }
        if (candidate.Queries < EnoughQueries) return null;
        var usual = Math.Max(baseline.Queries >= EnoughQueries ? baseline.P95 : 0, migration.QueryMilliseconds ?? 0);
        var most = Math.Max(AlertRules.LeastFeltP95, MostLatency * usual);
        if (usual > 0 && candidate.P95 > most)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it is slow: 95 % of {candidate.Queries} queries within {candidate.P95:0} ms, where {usual:0} ms are usual or were announced and {most:0} would do");
        }
        return baseline.Queries >= EnoughQueries && candidate.EmptyRate > baseline.EmptyRate + MostEmpty
            ? string.Create(CultureInfo.InvariantCulture, $"it finds nothing at all for {100 * candidate.EmptyRate:0} % of {candidate.Queries} queries, where the model before had {100 * baseline.EmptyRate:0} %")
            : null;
    }
}
