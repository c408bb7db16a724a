using SemanticSearch.Engine.Health;

namespace SemanticSearch.Engine;

/// <summary>How far a change of the model is.</summary>
public enum MigrationStage
{
    /// <summary>There has never been one.</summary>
    None,

    /// <summary>The candidate reads the code.</summary>
    Building,

    /// <summary>It has read everything, and answers nothing yet.</summary>
    Ready,

    /// <summary>It answers a share of the queries.</summary>
    Canary,

    /// <summary>It answers; the model before stands by.</summary>
    Promoted,

    /// <summary>The model before answers again, or still.</summary>
    RolledBack,

    /// <summary>It cannot be taken back any more, or was overtaken by another choice.</summary>
    Ended,
}

/// <summary>What the queries say of one side of a change of the model.</summary>
/// <param name="P50">Milliseconds, as <paramref name="P95"/> and <paramref name="P99"/>.</param>
/// <param name="ErrorRate">Share of queries that it was to answer and did not, 0 to 1.</param>
/// <param name="OpenedRate">Share of queries of which a hit was opened.</param>
public sealed record CanarySide(string Model, int Queries, double P50, double P95, double P99, double ErrorRate, double EmptyRate, double OpenedRate)
{
    internal static CanarySide Of(string model, CanaryFigures figures)
        => new(model, figures.Queries, figures.P50, figures.P95, figures.P99, figures.ErrorRate, figures.EmptyRate, figures.OpenedRate);
}

/// <summary>How it stands with a folder's models.</summary>
/// <param name="Active">The model that answers.</param>
/// <param name="Share">Percent of the queries that the candidate answers.</param>
/// <param name="Automatic">Whether it takes its steps by itself.</param>
/// <param name="Paused">Whether building was stopped by the user.</param>
/// <param name="Reason">Why it stands where it stands, or what the next step waits for, in words.</param>
/// <param name="Since">When the stage or the share changed last.</param>
/// <param name="Progress">Of building, where this process builds.</param>
/// <param name="Errors">Texts that a model failed at.</param>
public sealed record MigrationStatus(
    MigrationStage Stage, string Active, string? Candidate, string? Baseline, int Share, bool Automatic, bool Paused, string Reason, DateTimeOffset? Since,
    GenerationProgress? Progress, CanarySide? BaselineFigures, CanarySide? CandidateFigures, int Errors, IReadOnlyList<GenerationView> Generations);

/// <summary>Where a change of the model stands, without what there is to count.</summary>
/// <param name="Share">Percent of the queries that the candidate answers.</param>
public sealed record MigrationBrief(MigrationStage Stage, string Candidate, int Share);

/// <summary>A model that this folder has vectors of.</summary>
/// <param name="Model">What it is called by in commands.</param>
/// <param name="State">building, shadow (it stands by), active (it answers) or archived.</param>
/// <param name="Chunks">That have a vector, of <paramref name="Total"/>; an archived one has none, and its embeddings are still known.</param>
/// <param name="Bytes">What its vectors take, about.</param>
public sealed record GenerationView(string Model, int Dimensions, string State, long Chunks, long Total, long Bytes);

/// <param name="Models">That were purged.</param>
/// <param name="BytesBefore">Size of the index file with its log.</param>
public sealed record PurgeReport(IReadOnlyList<string> Models, long BytesBefore, long BytesAfter);

/// <summary>A text that a model gives no vector for.</summary>
/// <param name="Hash">By which it is named; hex.</param>
/// <param name="Path">Of a file that holds it.</param>
public sealed record DeadLetter(string Hash, string Model, string Path, string Reason, int Attempts, DateTimeOffset FailedAt);
