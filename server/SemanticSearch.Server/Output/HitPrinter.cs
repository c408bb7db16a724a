using System.Globalization;
using System.Text;
using SemanticSearch.Engine.Search;

namespace SemanticSearch.Server.Output;

/// <summary>
/// Prints hits for people (a heading and the telling lines) or, through a pipe, one line a hit:
/// path:start-end, score, symbol and the most telling line, between tabs.
/// </summary>
internal sealed class HitPrinter(TextWriter output, StreamTraits traits, QueryWords words, bool explain)
{
    private const int LinesShown = 4;
    private const int Indent = 2;

    private readonly Palette palette = Palette.For(traits);

    public void Print(IReadOnlyList<SearchHit> hits)
    {
        for (var i = 0; i < hits.Count; i++)
        {
            if (traits.IsTerminal)
            {
                if (i > 0) output.WriteLine();
                PrintBlock(hits[i]);
            }
            else
            {
                PrintLine(hits[i]);
            }

            if (explain) PrintParts(hits[i].Parts);
        }
    }

    private void PrintBlock(SearchHit hit)
    {
        var place = $"{Printable.Clean(hit.Path)}:{LinesOf(hit)}";
        var symbol = Printable.Fit(ShortNameOf(hit), Math.Max(20, traits.Width - Printable.Width(place) - hit.Kind.Length - 12));
        var named = symbol.Length > 0 ? palette.Symbol(symbol) + "  " : "";
        output.WriteLine($"{palette.Place(place)}  {named}{palette.Faint(hit.Kind)}  {palette.Faint(ScoreOf(hit.Score))}");

        var lines = SnippetLines.Choose(hit.Snippet, hit.StartLine, words, LinesShown);
        if (lines.Count == 0) return;

        var digits = lines[^1].Number.ToString(CultureInfo.InvariantCulture).Length;
        var margin = lines.Min(line => line.Text.Length - line.Text.TrimStart().Length);
        foreach (var line in lines)
        {
            var number = line.Number.ToString(CultureInfo.InvariantCulture).PadLeft(digits);
            var text = Printable.Fit(line.Text[margin..], traits.Width - Indent - digits - 2);
            output.WriteLine($"{new string(' ', Indent)}{palette.Faint(number)}  {Mark(text)}");
        }
    }

    private void PrintLine(SearchHit hit)
    {
        var telling = SnippetLines.Choose(hit.Snippet, hit.StartLine, words, 1);
        var text = telling.Count > 0 ? telling[0].Text.Trim() : "";
        output.WriteLine($"{Printable.Clean(hit.Path)}:{LinesOf(hit)}\t{ScoreOf(hit.Score)}\t{NameOf(hit)}\t{text}");
    }

    private void PrintParts(IReadOnlyList<ScorePart> parts)
    {
        var values = parts.Select(part => part.Value.ToString("0.0000", CultureInfo.InvariantCulture)).ToList();
        var nameWidth = parts.Select(part => part.Name.Length).DefaultIfEmpty().Max();
        var valueWidth = values.Select(value => value.Length).DefaultIfEmpty().Max();
        for (var i = 0; i < parts.Count; i++)
        {
            output.WriteLine($"    {palette.Faint($"{parts[i].Name.PadRight(nameWidth)}  {values[i].PadLeft(valueWidth)}")}");
        }
    }

    private string Mark(string text)
    {
        if (!traits.Colours) return text;

        var marked = new StringBuilder();
        var end = 0;
        foreach (var place in words.PlacesIn(text))
        {
            marked.Append(text, end, place.Start.Value - end).Append(palette.Match(text[place]));
            end = place.End.Value;
        }

        return marked.Append(text, end, text.Length - end).ToString();
    }

    private static string LinesOf(SearchHit hit) =>
        hit.StartLine == hit.EndLine ? $"{hit.StartLine}" : $"{hit.StartLine}-{hit.EndLine}";

    /// <summary>The name with what is directly around it: on a line with the path, the namespace before it says nothing more.</summary>
    private static string ShortNameOf(SearchHit hit)
    {
        var name = NameOf(hit);
        var last = name.LastIndexOf('.');
        return last <= 0 ? name : name[(name.LastIndexOf('.', last - 1) + 1)..];
    }

    private static string NameOf(SearchHit hit) =>
        Printable.Clean(string.Join('.', ((string?[])[hit.Scope, hit.Symbol]).Where(name => !string.IsNullOrEmpty(name))));

    // Fused ranks give small numbers, whose order two decimals would hide.
    private static string ScoreOf(double score) => score.ToString(Math.Abs(score) >= 0.1 ? "0.00" : "0.0000", CultureInfo.InvariantCulture);
}
