using SemanticSearch.Engine;
using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Server.Tests.Kills;

/// <summary>One command of the story.</summary>
/// <param name="Answering">Models that may answer from its beginning until it has ended.</param>
/// <param name="Stage">Of the change of the model, once it has ended.</param>
/// <param name="Active">The model that answers then.</param>
internal sealed record StoryStep(string[] Command, string[] Answering, MigrationStage Stage, string Active)
{
    public string Name => string.Join(' ', Command);

    /// <summary>Whether embeddings may be gone after it.</summary>
    public bool Purges => Command.Contains("purge");
}

/// <summary>A folder's way from the bundled model to a good one, to a bad one, and back.</summary>
internal static class MigrationStory
{
    public const string Good = "good", Bad = "bad";

    public static readonly string Bundled = StaticEmbedder.OpenBundled().Id;

    /// <param name="byCanary">Whether the bad model answers some of the queries before it is taken back, instead of all.</param>
    public static IReadOnlyList<StoryStep> Steps(bool byCanary) =>
    [
        new(["index"], [Bundled], MigrationStage.None, Bundled),
        new(["migrate", "start", Good, "--yes"], [Bundled], MigrationStage.Ready, Bundled),
        new(["migrate", "compare"], [Bundled], MigrationStage.Ready, Bundled),
        new(["migrate", "canary", "50"], [Bundled, Good], MigrationStage.Canary, Bundled),
        new(["migrate", "promote"], [Bundled, Good], MigrationStage.Promoted, Good),
        new(["migrate", "start", Bad, "--yes"], [Good], MigrationStage.Ready, Good),
        byCanary
            ? new(["migrate", "canary", "50"], [Good, Bad], MigrationStage.Canary, Good)
            : new(["migrate", "promote"], [Good, Bad], MigrationStage.Promoted, Bad),
        new(["migrate", "rollback"], [Good, Bad], MigrationStage.RolledBack, Good),
        new(["migrate", "archive", Bad], [Good], MigrationStage.RolledBack, Good),
        new(["migrate", "purge", "--yes"], [Good], MigrationStage.RolledBack, Good),
    ];
}
