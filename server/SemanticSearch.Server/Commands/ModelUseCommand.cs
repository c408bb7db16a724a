using System.CommandLine;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Model">Null for the bundled one.</param>
/// <param name="Confirmed">Do not ask.</param>
internal sealed record ModelUseOptions(string? Model, string? Path, bool Confirmed, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch model use</c>: chooses the model that a folder is searched with, after saying what that costs.</summary>
internal static class ModelUseCommand
{
    public static Verb Define(Option<string?> indexFile)
    {
        var model = new Argument<string>("model") { Description = "Id of a model, or 'bundled'" };
        var path = StatusCommand.FolderOption();
        var yes = new Option<bool>("--yes", "-y") { Description = "Choose it without a trial and without asking" };
        var command = new Command("use", "Choose the model that a folder is searched with") { model, path, yes };
        return new Verb(command, parsed => new ModelUseOptions(
            parsed.GetRequiredValue(model) is var name && name == ModelEstimateCommand.Bundled ? null : name, parsed.GetValue(path), parsed.GetValue(yes), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(ModelUseOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Path, host.CurrentDirectory);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        if (options.Model is not { } model)
        {
            workspace.Choose(null);
            host.Terminal.Out.WriteLine($"{Printable.Clean(folder.FullPath)} is searched with the bundled model.");
            return ExitCode.Ok;
        }

        // Also where nobody asks for an estimate: a model that cannot be found is not chosen.
        var id = (await host.Store().ResolveAsync(model, folder.FullPath, null, cancellation)).Name;
        if (!options.Confirmed)
        {
            await IndexUpdate.RunAsync(workspace, folder, wanted: false, host, cancellation);
            host.Terminal.Say(EstimateText.Of(await ModelEstimateCommand.TryAsync(workspace, model, host, cancellation)));
            if (!await host.Terminal.ConfirmAsync("Use it?", cancellation)) return ExitCode.Cancelled;
        }

        workspace.Choose(id);
        host.Terminal.Out.WriteLine($"{Printable.Clean(folder.FullPath)} is searched with {id} once it has read the code: 'semsearch index' reads it now, an open editor does so by itself.");
        return ExitCode.Ok;
    }
}
