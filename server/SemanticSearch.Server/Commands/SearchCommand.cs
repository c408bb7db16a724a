using System.CommandLine;
using System.CommandLine.Parsing;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Generation">Only the vectors of this model; null for the one whose turn it is.</param>
internal sealed record SearchOptions(string Query, SearchMode Mode, string? Generation, HitOptions Hits, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch search</c>: ranked hits for a question or a name.</summary>
internal static class SearchCommand
{
    private const string EveryGeneration = "all";

    public static Verb Define(Option<string?> indexFile)
    {
        var query = new Argument<string[]>("query") { Description = "What the code does, or a name in it", Arity = ArgumentArity.ZeroOrMore };
        var mode = new Option<SearchMode>("--mode")
        {
            Description = "hybrid (default), semantic or lexical",
            HelpName = "mode",
            CustomParser = ParseMode,
        };
        var hits = new HitOptionsGrammar();
        var generation = new Option<string?>("--generation")
        {
            Description = "Search the vectors of this model only: its name or 'bundled'; 'all' gives a list for each (with --json, a line of JSON for each)",
            HelpName = "model",
        };
        var command = new Command("search", "Search a folder by meaning; builds or updates its index first") { query, mode, generation };
        hits.AddTo(command);

        // On the command, because an argument without any word is not validated.
        command.Validators.Add(result => CheckQuery(result, Join(result.GetValue(query) ?? [])));
        return new Verb(command, parsed => new SearchOptions(
            Join(parsed.GetValue(query) ?? []), parsed.GetValue(mode), parsed.GetValue(generation), hits.Bind(parsed), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(SearchOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Hits.Path, host.CurrentDirectory);
        var filter = await Hits.FilterAsync(options.Hits, folder.FullPath, cancellation);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        await IndexUpdate.RunAsync(workspace, folder, options.Hits.Update, host, cancellation);
        var request = new SearchRequest(options.Query, options.Hits.Limit, options.Mode, filter) { Generation = options.Generation == EveryGeneration ? null : options.Generation };
        return options.Generation == EveryGeneration
            ? await AskAllAsync(workspace, request, options, host, cancellation)
            : await AskAsync(workspace, request, options, host, cancellation);
    }

    private static async Task<ExitCode> AskAsync(WorkspaceIndex workspace, SearchRequest request, SearchOptions options, CommandHost host, CancellationToken cancellation)
    {
        var started = host.Time.GetTimestamp();
        var answer = await workspace.SearchAsync(request, cancellation);
        var asked = new Question(options.Query, options.Mode.ToString().ToLowerInvariant(), new QueryWords(options.Query));
        return Hits.Print(answer, asked, host.Time.GetElapsedTime(started), workspace, options.Hits, host.Terminal);
    }

    /// <summary>One list a model, never one list of all: scores of two models cannot be compared.</summary>
    private static async Task<ExitCode> AskAllAsync(WorkspaceIndex workspace, SearchRequest request, SearchOptions options, CommandHost host, CancellationToken cancellation)
    {
        var found = ExitCode.NoHits;
        foreach (var generation in workspace.Migration.Status().Generations.Where(generation => generation.State != "archived"))
        {
            if (!options.Hits.Json) host.Terminal.Out.WriteLine($"By {Printable.Clean(generation.Model)}:");
            if (await AskAsync(workspace, request with { Generation = generation.Model }, options, host, cancellation) == ExitCode.Ok) found = ExitCode.Ok;
            if (!options.Hits.Json) host.Terminal.Out.WriteLine();
        }

        return found;
    }

    private static string Join(string[] words) => string.Join(' ', words).Trim();

    private static void CheckQuery(CommandResult result, string query)
    {
        if (query.Length == 0) result.AddError("Say what to look for: semsearch search \"where are ignore rules applied\".");
        else if (query.Length > SearchRequest.MaximumQueryLength)
        {
            result.AddError($"A query has 1 to {SearchRequest.MaximumQueryLength:N0} characters; this one has {query.Length:N0}. "
                + "To find code like a longer text, pipe it into 'semsearch similar -'.");
        }
    }

    private static SearchMode ParseMode(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        foreach (var mode in Enum.GetValues<SearchMode>())
        {
            if (mode.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)) return mode;
        }

        result.AddError($"--mode takes hybrid, semantic or lexical, not '{word}'.");
        return default;
    }
}
