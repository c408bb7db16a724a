using System.CommandLine;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Automatic">The steps follow by themselves.</param>
/// <param name="Confirmed">Do not ask.</param>
internal sealed record MigrateStartOptions(string Model, string? Path, bool Automatic, bool Confirmed, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch migrate start</c>: has a model read the code behind the one that answers.</summary>
internal static class MigrateStartCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var model = ModelCommand.NameArgument();
        var path = StatusCommand.FolderOption();
        var auto = new Option<bool>("--auto")
        {
            Description = "Compare when it is built, then 10, 25, 50 and 100 % of the queries by themselves, 20 queries a step; back when it is worse",
        };
        var yes = new Option<bool>("--yes", "-y") { Description = "Begin without a plan and without asking" };
        var command = new Command("start", "Have a model read the code behind the one that answers, or go on with it") { model, path, auto, yes };
        return new Verb(command, parsed => new MigrateStartOptions(
            parsed.GetRequiredValue(model), parsed.GetValue(path), parsed.GetValue(auto), parsed.GetValue(yes), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(MigrateStartOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        var name = await MigrateCommand.NameOfAsync(options.Model, folder.FullPath, host, cancellation);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        await IndexUpdate.RunAsync(workspace, folder, wanted: true, host, cancellation);
        if (!options.Confirmed)
        {
            var before = workspace.Migration.Status();
            host.Terminal.Say(PlanText.Of(await ModelEstimateCommand.TryAsync(workspace, name, host, cancellation), before.Active));
            if (!await host.Terminal.ConfirmAsync("Begin?", cancellation)) return ExitCode.Cancelled;
        }

        await workspace.Migration.StartAsync(name, options.Automatic, cancellation);
        try
        {
            foreach (var report in await IndexUpdate.EmbedAsync(workspace, host, cancellation)) host.Terminal.Say(IndexCommand.Summary(report));
        }
        catch (IndexBusyException busy)
        {
            host.Terminal.Say($"{busy.Message} It builds {name}; 'semsearch migrate status' shows how far it is.");
        }

        MigrationText.Write(host.Terminal.Out, workspace.Migration.Status());
        return ExitCode.Ok;
    }
}
