using System.CommandLine;

namespace SemanticSearch.Server.Commands;

/// <summary><c>semsearch model</c>: the commands about models, one file each.</summary>
internal static class ModelCommand
{
    /// <returns>The command, and the grammars of those below it.</returns>
    public static (Command Command, IReadOnlyList<Verb> Verbs) Define(Option<string?> indexFile)
    {
        Verb[] verbs =
        [
            ModelListCommand.Define(indexFile), ModelAddCommand.Define(indexFile), ModelDownloadCommand.Define(indexFile),
            ModelVerifyCommand.Define(indexFile), ModelEstimateCommand.Define(indexFile), ModelUseCommand.Define(indexFile), ModelRemoveCommand.Define(indexFile),
        ];
        var command = new Command("model", "Choose, fetch and check embedding models");
        foreach (var verb in verbs) command.Subcommands.Add(verb.Command);
        return (command, verbs);
    }

    internal static Argument<string> NameArgument() => new("model") { Description = "A model's id, as 'semsearch model list' shows it" };

    internal static Option<bool> JsonOption() => new("--json") { Description = "Print JSON" };
}
