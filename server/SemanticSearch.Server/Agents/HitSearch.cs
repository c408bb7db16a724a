using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Agents;

/// <summary>Asks every folder, and makes one list of what comes back.</summary>
internal static class HitSearch
{
    /// <summary>Hits that are looked for, whatever page is asked for, so that all pages are cut from one list. Who has read as many should ask something else.</summary>
    public const int Window = 50;

    /// <summary>How long an agent waits for a model that takes its time; then the bundled one answers.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Answers a call whose arguments are <see cref="HitArguments"/> and a question of the tool's own.</summary>
    /// <param name="question">What is asked for, without the filter.</param>
    /// <param name="ask">Asks one folder.</param>
    public static async Task<ToolAnswer> AnswerAsync(
        ToolCall call, AgentSession session, string question, Func<AgentFolder, SearchFilter, Task<SearchAnswer>> ask, CancellationToken cancellation)
    {
        await IndexWait.UntilSomethingAsync(call, cancellation).ConfigureAwait(false);
        using var turn = await session.TakeTurnAsync(cancellation).ConfigureAwait(false);
        var given = call.Arguments;
        var found = await FindAsync(call.Folders, HitArguments.FilterOf(given), question, ask).ConfigureAwait(false);
        return HitPage.Compose(found, given.Text("cursor"), HitArguments.LimitOf(given), HitArguments.TokensOf(given));
    }

    private static async Task<FoundHits> FindAsync(
        IReadOnlyList<AgentFolder> folders, SearchFilter filter, string question, Func<AgentFolder, SearchFilter, Task<SearchAnswer>> ask)
    {
        var usable = folders.Where(folder => folder.Session.Index is not null).ToList();
        var unusable = folders.Except(usable).Select(folder => $"{folder.Name} cannot be searched: {folder.Session.Progress.Reason}").ToList();
        if (usable.Count == 0 && unusable.Count > 0) throw new ToolException(string.Join(' ', unusable));
        var asked = usable.Select(folder => (Folder: folder, Filter: AgentPaths.FilterFor(folder, filter, folders))).Where(pair => pair.Filter is not null).ToList();
        var answers = await Task.WhenAll(asked.Select(pair => ask(pair.Folder, pair.Filter!))).ConfigureAwait(false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var texts = new Dictionary<(string Root, string Path), TextLines?>();
        var hits = AnswerMerge.Merge(answers, Window)
            // A folder inside another one is indexed with both.
            .Where(found => seen.Add($"{Path.Combine(asked[found.Answer].Folder.Root, found.Hit.Path)}:{found.Hit.StartLine}"))
            .Select(found => WithLines(asked[found.Answer].Folder, found.Hit))
            .OfType<FoundHit>().ToList();
        var unfinished = folders.Select(folder => folder.PercentIndexed).OfType<int>().ToList();
        var notes = unusable.Concat(answers.Select(answer => answer.Reason)).Concat(usable.Select(folder => folder.Index.WordsOnlyBecause)).Where(reason => !string.IsNullOrEmpty(reason)).Distinct();
        return new FoundHits(
            hits, $"{question}\u001f{HitArguments.Describe(filter, folders)}", answers.Select(answer => answer.Step).FirstOrDefault() ?? "lexical",
            unfinished.Count > 0 ? unfinished.Min() : null, string.Join(' ', notes) is { Length: > 0 } note ? note : null);

        // Null when the file has changed once more since the search looked at it. Several hits often lie in one file, which is read once.
        FoundHit? WithLines(AgentFolder folder, SearchHit hit)
        {
            if (!texts.TryGetValue((folder.Root, hit.Path), out var lines)) texts.Add((folder.Root, hit.Path), lines = folder.LinesOf(hit.Path));
            if (lines is null || hit.EndLine > lines.Count) return null;
            var path = AgentPaths.Of(folder, hit.Path, folders);
            return new FoundHit(path, hit, lines.Between(hit.StartLine, hit.EndLine), HitId.Of(path, hit.StartLine, hit.EndLine, lines).ToString());
        }
    }
}
