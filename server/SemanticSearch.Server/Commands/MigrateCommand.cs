using System.CommandLine;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Commands;

/// <summary><c>semsearch migrate</c>: the commands that change the embedding model of a folder.</summary>
internal static class MigrateCommand
{
    /// <returns>The command, and the grammars of those below it.</returns>
    public static (Command Command, IReadOnlyList<Verb> Verbs) Define(Option<string?> indexFile)
    {
        IReadOnlyList<Verb> verbs =
        [
            MigratePlanCommand.Define(indexFile), MigrateStartCommand.Define(indexFile), MigrateStatusCommand.Define(indexFile), MigrateCompareCommand.Define(indexFile),
            .. MigrateStepCommand.Define(indexFile), MigrateErrorsCommand.Define(indexFile), MigrateRetryCommand.Define(indexFile), MigrateArchiveCommand.Define(indexFile),
            MigratePurgeCommand.Define(indexFile),
        ];
        var command = new Command("migrate", "Change the embedding model safely: build behind, compare, move over in steps, go back");
        foreach (var verb in verbs) command.Subcommands.Add(verb.Command);
        return (command, verbs);
    }

    /// <returns>What a model is opened by from now on.</returns>
    /// <exception cref="CommandException">It is the bundled one, which needs no migration.</exception>
    internal static async Task<string> NameOfAsync(string model, string folder, CommandHost host, CancellationToken cancellation)
    {
        if (model == ModelEstimateCommand.Bundled) throw new CommandException(ExitCode.Usage, "The bundled model is always there: 'semsearch model use bundled' has it answer at once.");
        return (await host.Store().ResolveAsync(model, folder, null, cancellation)).Name;
    }

    /// <summary>Opens a folder's index for a command that changes or reads its models.</summary>
    internal static WorkspaceIndex Open(string? path, string? indexFile, CommandHost host) => host.Open(ChosenFolder.For(path, host.CurrentDirectory).FullPath, indexFile);
}
