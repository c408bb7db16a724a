using System.Text.Json;
using SemanticSearch.Engine;
using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Commands;

/// <param name="Text">As the user put it.</param>
/// <param name="Words">To mark in the lines shown.</param>
internal sealed record Question(string Text, string Mode, QueryWords Words);

/// <summary>The two ends that <c>search</c> and <c>similar</c> share: their filter, and what they print.</summary>
internal static class Hits
{
    public static async Task<SearchFilter> FilterAsync(HitOptions options, string folder, CancellationToken cancellation)
    {
        var changed = options.ChangedSince is { } revision ? await ChangedFiles.SinceAsync(folder, revision, cancellation) : null;
        return new SearchFilter(options.Languages, options.Globs, options.Kinds, changed);
    }

    public static ExitCode Print(
        SearchAnswer answer, Question asked, TimeSpan took, WorkspaceIndex workspace, HitOptions options, Terminal terminal)
    {
        var (indexed, pending) = workspace.Counts;
        if (options.Json)
        {
            var json = new SearchJson(
                asked.Text, asked.Mode, answer.Step, Milliseconds.Of(took), indexed, pending,
                [.. answer.Hits.Select(hit => HitJson.Of(hit, options.Explain))], answer.Reason);
            terminal.Out.WriteLine(JsonSerializer.Serialize(json, WireJson.Readable.SearchJson));
        }
        else
        {
            new HitPrinter(terminal.Out, terminal.OutTraits, asked.Words, options.Explain).Print(answer.Hits);
            terminal.Out.Flush();
            if (terminal.OutTraits.IsTerminal && answer.Hits.Count > 0)
            {
                var count = answer.Hits.Count == 1 ? "1 hit" : $"{answer.Hits.Count} hits";
                terminal.Say($"\n{count} in {took.TotalMilliseconds:N0} ms ({asked.Mode}, {answer.Step}; {indexed:N0} files)");
            }
        }

        if (answer.Reason.Length > 0) terminal.Say($"Answered by {(answer.Step == "lexical" ? "words alone" : answer.Step)}: {answer.Reason}");
        if (answer.Step == "lexical" && asked.Mode is not "lexical")
        {
            terminal.Say($"These answers are by words only: {workspace.Status().StepReason}");
        }

        if (!options.Update && answer.StalePaths.Count > 0)
        {
            terminal.Say($"{answer.StalePaths.Count:N0} files changed since they were indexed; search without --no-update to take them in.");
        }

        if (answer.Hits.Count > 0) return ExitCode.Ok;

        terminal.Say(options is { Languages: [], Globs: [], Kinds: [], ChangedSince: null }
            ? "Nothing found. Try other words; 'semsearch status' says what is indexed."
            : "Nothing found. Try other words or fewer filters; 'semsearch status' says what is indexed.");
        return ExitCode.NoHits;
    }
}
