using System.CommandLine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal enum MigrateStep
{
    Canary,
    Promote,
    RollBack,
    Pause,
    Resume,
}

/// <param name="Share">Percent, for a canary.</param>
internal sealed record MigrateStepOptions(MigrateStep Step, int Share, bool Automatic, string? Path, string? IndexFile) : CommandOptions(IndexFile);

/// <summary>The steps of a change of the model that are taken at once: <c>canary</c>, <c>promote</c>, <c>rollback</c>, <c>pause</c>, <c>resume</c>.</summary>
internal static class MigrateStepCommand
{
    public static IReadOnlyList<Verb> Define(Option<string?> indexFile)
    {
        var share = new Argument<int>("percent") { Description = "Share of the queries, 1 to 100: always the same queries" };
        share.Validators.Add(result =>
        {
            if (!int.TryParse(result.Tokens[0].Value, out var percent) || percent is < 1 or > 100) result.AddError("A share is 1 to 100 percent, such as 10.");
        });
        var auto = new Option<bool>("--auto") { Description = "Take the next steps by itself: 10, 25, 50, 100 %, after 20 queries each" };
        var canaryPath = StatusCommand.FolderOption();
        var canary = new Command(
            "canary",
            "Have the candidate answer a share of the queries; it goes back by itself when more than 2 % fail, when it takes more than twice the usual or announced time, or when the comparison is worse")
        {
            share, auto, canaryPath,
        };
        return
        [
            new Verb(canary, parsed => new MigrateStepOptions(
                MigrateStep.Canary, parsed.GetRequiredValue(share), parsed.GetValue(auto), parsed.GetValue(canaryPath), parsed.GetValue(indexFile))),
            Plain(MigrateStep.Promote, "promote", "Have the candidate answer all queries; the model before stands by"),
            Plain(MigrateStep.RollBack, "rollback", "Go back to the model before, at once"),
            Plain(MigrateStep.Pause, "pause", "Stop building models, in whichever process builds them"),
            Plain(MigrateStep.Resume, "resume", "Go on building"),
        ];

        Verb Plain(MigrateStep step, string name, string description)
        {
            var path = StatusCommand.FolderOption();
            return new Verb(new Command(name, description) { path }, parsed => new MigrateStepOptions(step, 0, false, parsed.GetValue(path), parsed.GetValue(indexFile)));
        }
    }

    public static async Task<ExitCode> RunAsync(MigrateStepOptions options, CommandHost host)
    {
        await using var workspace = MigrateCommand.Open(options.Path, options.IndexFile, host);
        var migration = workspace.Migration;
        var status = options.Step switch
        {
            MigrateStep.Canary => migration.Canary(options.Share, options.Automatic),
            MigrateStep.Promote => migration.Promote(),
            MigrateStep.RollBack => migration.RollBack(),
            MigrateStep.Pause => migration.Pause(),
            _ => migration.Resume(),
        };
        MigrationText.Write(host.Terminal.Out, status);
        return ExitCode.Ok;
    }
}
