using System.CommandLine;
using System.CommandLine.Parsing;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

internal sealed record SearchOptions(string Query, SearchMode Mode, HitOptions Hits, string? IndexFile) : CommandOptions(IndexFile);

/// <summary><c>semsearch search</c>: ranked hits for a question or a name.</summary>
internal static class SearchCommand
{
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
        var command = new Command("search", "Search a folder by meaning; builds or updates its index first") { query, mode };
        hits.AddTo(command);

        // On the command, because an argument without any word is not validated.
        command.Validators.Add(result => CheckQuery(result, Join(result.GetValue(query) ?? [])));
        return new Verb(command, parsed => new SearchOptions(
            Join(parsed.GetValue(query) ?? []), parsed.GetValue(mode), hits.Bind(parsed), parsed.GetValue(indexFile)));
    }

    public static async Task<ExitCode> RunAsync(SearchOptions options, CommandHost host, CancellationToken cancellation)
    {
        var folder = ChosenFolder.For(options.Hits.Path, host.CurrentDirectory);
        var filter = await Hits.FilterAsync(options.Hits, folder.FullPath, cancellation);
        await using var workspace = host.Open(folder.FullPath, options.IndexFile);
        await IndexUpdate.RunAsync(workspace, folder, options.Hits.Update, host, cancellation);
        var started = host.Time.GetTimestamp();
        var answer = await workspace.SearchAsync(new SearchRequest(options.Query, options.Hits.Limit, options.Mode, filter), cancellation);
        var asked = new Question(options.Query, options.Mode.ToString().ToLowerInvariant(), new QueryWords(options.Query));
        return Hits.Print(answer, asked, host.Time.GetElapsedTime(started), workspace, options.Hits, host.Terminal);
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
