using System.CommandLine;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Migration;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Last">Show the latest report instead of asking again.</param>
internal sealed record MigrateCompareOptions(string? Path, bool Last, bool Json, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate compare</c>: asks both models the questions that the folder's own code offers.</summary>
internal static class MigrateCompareCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var path = StatusCommand.FolderOption();
        var last = new Option<bool>("--last") { Description = "Show the latest report again" };
        var json = ModelCommand.JsonOption();
        var command = new Command("compare", "Compare the candidate with the model before, on questions that the folder's own code offers") { path, last, json };
        return new Verb(command, parsed => new MigrateCompareOptions(parsed.GetValue(path), parsed.GetValue(last), parsed.GetValue(json), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigrateCompareOptions options, CommandHost host, CancellationToken cancellation)
    {
        await using var workspace = MigrateCommand.Open(options.Path, options.IndexFile, host);
        var report = options.Last
            ? workspace.Migration.LastComparison() ?? throw new CommandException(ExitCode.Usage, "The two models of the present change were not compared yet. Say it without --last.")
            : await CompareAsync(workspace, host, cancellation);
        if (options.Json) host.Terminal.Out.WriteLine(ComparisonJson.Write(report));
        else ComparisonText.Write(host.Terminal.Out, report, host.Terminal.OutTraits);
        return ExitCode.Ok;
    }

    private static async Task<ComparisonReport> CompareAsync(WorkspaceIndex workspace, CommandHost host, CancellationToken cancellation)
    {
        using var progress = new ComparisonLine(host.Terminal, host.Time);
        return await workspace.Migration.CompareAsync(progress, cancellation);
    }
}
