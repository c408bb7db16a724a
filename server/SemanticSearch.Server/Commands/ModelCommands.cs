using System.CommandLine;

namespace SemanticSearch.Server.Commands;

/// <summary><c>semsearch model …</c>: everything about embedding models.</summary>
internal static class ModelCommands
{
    /// <returns>The command itself, which only groups the others, and those.</returns>
    public static (Command Group, IReadOnlyList<Verb> Verbs) Define(Option<string?> indexFile)
    {
        Verb[] verbs = [ModelEstimateCommand.Define(indexFile), ModelUseCommand.Define(indexFile)];
        var group = new Command("model", "Choose, fetch and check embedding models");
        foreach (var verb in verbs) group.Subcommands.Add(verb.Command);
        return (group, verbs);
    }
}
