using System.Globalization;
using System.Text;
using System.Text.Json;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Server.Agents;

/// <summary>A hit with the name of the file that the agent knows it by.</summary>
/// <param name="Path">As the agent sees it.</param>
/// <param name="Lines">All of its lines as they stand in the file.</param>
internal sealed record FoundHit(string Path, SearchHit Hit, IReadOnlyList<string> Lines, string Id);

/// <param name="Question">All that the hits depend on.</param>
/// <param name="Note">What the agent should know; null for nothing.</param>
internal sealed record FoundHits(IReadOnlyList<FoundHit> All, string Question, string AnsweredBy, int? PercentIndexed, string? Note);

/// <summary>
/// Fits hits into a budget of tokens: as text for a model and as data, each of which keeps to the budget. Whole lines only; what is left out is counted.
/// </summary>
internal static class HitPage
{
    /// <summary>Tokens for what stands around the hits: their number, the cursor, the notes' marks.</summary>
    private const int Frame = 90;

    /// <summary>Tokens; with less, a hit says too little, and fewer hits say more.</summary>
    private const int LeastShare = 120;

    /// <summary>Tokens that a hit's data takes beyond its text: names of properties and the counts that are not known yet.</summary>
    private const int Slack = 4;

    public static ToolAnswer Compose(FoundHits found, string? cursor, int limit, int maxTokens)
    {
        var ids = found.All.Select(hit => hit.Id).ToList();
        var offset = PageCursor.OffsetOf(cursor, found.Question, ids);
        var wanted = found.All.Skip(offset).Take(limit).ToList();
        var left = maxTokens - Frame - TokenBudget.Estimate(found.Note);
        var shown = new List<(HitOutput Output, string Text)>();
        foreach (var hit in wanted)
        {
            // An equal share of what is left; what one does not need goes to those after it.
            var share = Math.Max(left / (wanted.Count - shown.Count), LeastShare);
            if (Fit(hit, Math.Min(share, left)) is not { } fitted) break;
            shown.Add((fitted.Output, fitted.Text));
            left -= fitted.Cost;
        }

        var end = offset + shown.Count;
        var next = end < found.All.Count && shown.Count > 0 ? PageCursor.Write(found.Question, [.. ids.Take(end)]) : null;
        var output = new HitsOutput([.. shown.Select(hit => hit.Output)], found.All.Count - end, next, found.AnsweredBy, found.PercentIndexed, found.Note);
        return new ToolAnswer(Text(found, shown, offset, output), JsonSerializer.SerializeToElement(output, ToolJson.Readable.HitsOutput));
    }

    private sealed record Fitted(HitOutput Output, string Text, int Cost);

    /// <returns>The hit with as many of its lines as the tokens allow; null when not even its place fits.</returns>
    private static Fitted? Fit(FoundHit found, int tokens)
    {
        var lines = found.Lines.Count;
        if (Cut(found, lines) is { } whole && whole.Cost <= tokens) return whole;
        // The cost grows with the lines, so that halving finds how many fit.
        var (least, most) = (0, lines);
        while (least < most)
        {
            var middle = (least + most + 1) / 2;
            if (Cut(found, middle).Cost <= tokens) least = middle;
            else most = middle - 1;
        }
        var cut = Cut(found, least);
        return cut.Cost <= tokens ? cut : null;
    }

    private static Fitted Cut(FoundHit found, int count)
    {
        var hit = found.Hit;
        var code = string.Join('\n', found.Lines.Take(count));
        var missing = found.Lines.Count - count;
        var symbol = hit.Symbol is null ? null : hit.Scope.Length > 0 ? $"{hit.Scope}.{hit.Symbol}" : hit.Symbol;
        var output = new HitOutput(
            found.Id, found.Path, hit.StartLine, hit.EndLine, hit.Kind, symbol, hit.Language, Math.Round(hit.Score, 3), missing, code);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{found.Path}:{hit.StartLine}-{hit.EndLine} {hit.Kind}");
        if (symbol is not null) text.Append(CultureInfo.InvariantCulture, $" {symbol}");
        text.Append('\n');
        if (count > 0) text.Append(code).Append('\n');
        if (missing > 0) text.Append(CultureInfo.InvariantCulture, $"[{missing} more lines, from {hit.StartLine + count}]\n");
        text.Append('\n');
        var written = text.ToString();
        var data = JsonSerializer.Serialize(output, ToolJson.Readable.HitOutput);
        return new Fitted(output, written, Slack + Math.Max(TokenBudget.Estimate(written), TokenBudget.Estimate(data)));
    }

    private static string Text(FoundHits found, List<(HitOutput Output, string Text)> shown, int offset, HitsOutput output)
    {
        var text = new StringBuilder();
        if (found.PercentIndexed is { } percent) text.Append(CultureInfo.InvariantCulture, $"{percent} % indexed: this is from what is there so far.\n");
        if (found.Note is { } note) text.Append(note).Append('\n');
        text.Append(found.All.Count == 0 ? "No hits.\n" : shown.Count == 0 && offset < found.All.Count
            ? string.Create(CultureInfo.InvariantCulture, $"{found.All.Count} hits, none of which fits into the budget: give more maxTokens.\n")
            : string.Create(CultureInfo.InvariantCulture, $"Hits {offset + 1} to {offset + shown.Count} of {found.All.Count}:\n\n"));
        foreach (var hit in shown) text.Append(hit.Text);
        if (output.NextCursor is { } next) text.Append(CultureInfo.InvariantCulture, $"{output.HitsLeftOut} more hits: cursor {next}\n");
        return text.ToString().TrimEnd('\n');
    }
}
