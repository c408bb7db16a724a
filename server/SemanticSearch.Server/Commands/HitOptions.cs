using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Server.Commands;

/// <summary>What <c>search</c> and <c>similar</c> have in common: where to look, what to let through, how to print.</summary>
/// <param name="Path">The folder; null for the usual one.</param>
/// <param name="ChangedSince">A git revision; only files changed since then.</param>
/// <param name="Update">Bring the index up to date before searching.</param>
internal sealed record HitOptions(
    string? Path, int Limit, IReadOnlyList<string> Languages, IReadOnlyList<string> Globs, IReadOnlyList<string> Kinds,
    string? ChangedSince, bool Update, bool Explain, bool Json);

/// <summary>The grammar of <see cref="HitOptions"/>.</summary>
internal sealed class HitOptionsGrammar
{
    private readonly Option<string?> path = new("--path")
    {
        Description = "Folder to search (default: the git repository around the current directory, or that directory)",
        HelpName = "folder",
    };

    private readonly Option<int> limit = new("-k")
    {
        Description = $"Hits wanted, 1 to {SearchRequest.MaximumLimit}",
        HelpName = "count",
        DefaultValueFactory = _ => SearchRequest.DefaultLimit,
        CustomParser = ParseLimit,
    };

    private readonly Option<string[]> languages = Many("--lang", "Only these languages, by name or extension: cs,py", LanguageNames.Parse);
    private readonly Option<string[]> globs = Many("--glob", "Only these paths: 'src/**,*.cs'; a leading '!' excludes", word => word);
    private readonly Option<string[]> kinds = Many("--kind", "Only these kinds of code: method,class", KindNames.Parse);

    private readonly Option<string?> changedSince = new("--changed-since")
    {
        Description = "Only files changed since this git revision, untracked ones too",
        HelpName = "revision",
    };

    private readonly Option<bool> noUpdate = new("--no-update") { Description = "Search the index as it is" };
    private readonly Option<bool> explain = new("--explain") { Description = "Show how each score came about" };
    private readonly Option<bool> json = new("--json") { Description = "Print JSON" };

    public void AddTo(Command command)
    {
        Option[] options = [path, limit, languages, globs, kinds, changedSince, noUpdate, explain, json];
        foreach (var option in options) command.Options.Add(option);
    }

    public HitOptions Bind(ParseResult parsed) => new(
        parsed.GetValue(path), parsed.GetValue(limit), parsed.GetValue(languages) ?? [], parsed.GetValue(globs) ?? [],
        parsed.GetValue(kinds) ?? [], parsed.GetValue(changedSince), !parsed.GetValue(noUpdate), parsed.GetValue(explain),
        parsed.GetValue(json));

    private static int ParseLimit(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= SearchRequest.MaximumLimit)
        {
            return count;
        }

        result.AddError($"-k takes a whole number from 1 to {SearchRequest.MaximumLimit}, not '{word}'.");
        return 0;
    }

    /// <summary>An option that may be repeated and may list several values with commas.</summary>
    /// <param name="parse">A word's canonical form; throws <see cref="FormatException"/> with a sentence for a word that is none.</param>
    private static Option<string[]> Many(string name, string description, Func<string, string> parse) => new(name)
    {
        Description = description,
        HelpName = "list",
        CustomParser = result =>
        {
            try
            {
                return [.. result.Tokens.SelectMany(token => CommaList.Split(token.Value)).Select(parse).Distinct()];
            }
            catch (FormatException problem)
            {
                result.AddError(problem.Message);
                return [];
            }
        },
    };
}
