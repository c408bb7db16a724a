using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace SemanticSearch.Server.Commands;

/// <summary>What a command line asks for. Each command adds its own part.</summary>
/// <param name="IndexFile">The index file to use instead of the folder's own in the data directory.</param>
internal abstract record CommandOptions(string? IndexFile);

/// <summary>A command's grammar, and how its parsed form becomes its options.</summary>
internal sealed record Verb(Command Command, Func<ParseResult, CommandOptions> Bind);

/// <summary>A parsed command line: options to run, a problem to tell, or a text to print (help, version).</summary>
internal sealed class CommandLine
{
    private readonly ParseResult parsed;

    private CommandLine(ParseResult parsed, CommandOptions? options, string? problem)
    {
        this.parsed = parsed;
        Options = options;
        Problem = problem;
    }

    public CommandOptions? Options { get; }

    /// <summary>What is wrong with the arguments, in a sentence.</summary>
    public string? Problem { get; }

    /// <summary>The command that the line names; null when it names none.</summary>
    public string? Verb => NamesOf(parsed.CommandResult) is { Length: > 0 } names ? names : null;

    /// <summary>Starts nothing and reads nothing but the arguments.</summary>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var indexFile = new Option<string?>("--index")
        {
            Description = "Index file to use, instead of the folder's own in the data directory",
            HelpName = "file",
            Recursive = true,
        };
        Verb[] verbs =
        [
            IndexCommand.Define(indexFile), SearchCommand.Define(indexFile), SimilarCommand.Define(indexFile),
            StatusCommand.Define(indexFile), DoctorCommand.Define(indexFile), HealthCommand.Define(indexFile), MetricsCommand.Define(indexFile), WhyCommand.Define(indexFile),
            WatchCommand.Define(indexFile), BackupCommand.Define(indexFile), RestoreCommand.Define(indexFile),
            ServeCommand.Define(indexFile), EmbedWorkerCommand.Define(),
        ];
        var (model, modelVerbs) = ModelCommand.Define(indexFile);
        var (migrate, migrateVerbs) = MigrateCommand.Define(indexFile);
        var root = new RootCommand(
            $"Code search by meaning, wholly on this machine. Indexes live in the data directory; {DataDirectory.Variable} names another.")
        {
            indexFile,
        };
        root.Directives.Clear();
        foreach (var verb in verbs) root.Subcommands.Add(verb.Command);
        root.Subcommands.Add(model);
        root.Subcommands.Add(migrate);

        // Without the parser's own "/h" and "/?": they may be words of a query.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Options.Add(new HelpOption("--help", "-h", "-?") { Action = new HelpWithExitCodes() });

        // Response files off: a query may well start with '@'.
        var parsed = root.Parse(arguments.Count == 0 ? ["--help"] : arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is not null and not ParseErrorAction) return new CommandLine(parsed, null, null);

        var problem = UnknownCommand(parsed) ?? parsed.Errors.FirstOrDefault()?.Message ?? StrayOption(arguments, parsed);
        if (problem is not null) return new CommandLine(parsed, null, problem);
        var chosen = verbs.Concat(modelVerbs).Concat(migrateVerbs).Single(verb => verb.Command == parsed.CommandResult.Command);
        return new CommandLine(parsed, chosen.Bind(parsed), null);
    }

    /// <summary>Prints the text that <c>--help</c> or <c>--version</c> asked for.</summary>
    public void WriteText(TextWriter output) => parsed.Invoke(new InvocationConfiguration { Output = output, Error = output });

    private static string NamesOf(CommandResult command) => command.Command is RootCommand ? ""
        : command.Parent is CommandResult around ? $"{NamesOf(around)} {command.Command.Name}".TrimStart()
        : command.Command.Name;

    private static string? UnknownCommand(ParseResult parsed) =>
        parsed.CommandResult.Command is RootCommand && parsed.UnmatchedTokens.Count > 0
            ? $"There is no command or option '{parsed.UnmatchedTokens[0]}'."
            : null;

    /// <summary>A query takes any number of words, so the parser takes a mistyped option for one of them.</summary>
    private static string? StrayOption(IReadOnlyList<string> arguments, ParseResult parsed)
    {
        var stray = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value)
            .FirstOrDefault(word => word.Length > 1 && word[0] == '-' && !word.Any(char.IsWhiteSpace)
                && arguments.TakeWhile(argument => argument != "--").Contains(word));
        return stray is null ? null : $"There is no option '{stray}'. Words that start with '-' go behind a lone '--'.";
    }

    private sealed class HelpWithExitCodes : SynchronousCommandLineAction
    {
        private readonly HelpAction plain = new();

        public override int Invoke(ParseResult parseResult)
        {
            var result = plain.Invoke(parseResult);
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Exit codes:");
            foreach (var code in Enum.GetValues<ExitCode>()) output.WriteLine($"  {(int)code,-4} {ExitCodes.Describe(code)}");
            return result;
        }
    }
}
