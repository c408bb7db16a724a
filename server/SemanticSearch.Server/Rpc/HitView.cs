using SemanticSearch.Engine.Search;
using SemanticSearch.Server.Output;

namespace SemanticSearch.Server.Rpc;

/// <summary>How a hit is shown in an editor: where the cursor goes, and the one line that tells most of it.</summary>
internal static class HitView
{
    /// <summary>Characters of the one line; the rest would not fit into a row.</summary>
    private const int PreviewLength = 160;

    private static readonly string[] CommentMarks = ["//", "#", "*", "/*", "--", "\"\"\"", "'''", ";", "%", "<!--", "@", "["];

    /// <param name="token">Of the answer that it is from.</param>
    /// <param name="place">In that answer, from 1.</param>
    public static Hit Of(SearchHit hit, FolderSession folder, QueryWords words, bool hasVectors, string token, int place)
    {
        var lines = new TextLines(hit.Snippet);
        var focus = FocusLine(lines, hit.Symbol, words);
        var preview = lines.Count == 0 ? "" : Printable.Clean(lines[focus]).Trim();
        if (preview.Length > PreviewLength) preview = preview[..(char.IsHighSurrogate(preview[PreviewLength - 1]) ? PreviewLength - 1 : PreviewLength)] + "…";
        return new Hit(
            folder.Folder.Path, hit.Path, hit.StartLine, hit.EndLine, hit.StartLine + focus, preview, hit.Snippet, hit.Score,
            hasVectors ? Math.Clamp(Math.Round(hit.Cosine, 4), 0, 1) : null, hit.Symbol, hit.Scope, hit.Kind, hit.Language, token, place);
    }

    /// <returns>Index of the line with the definition's name, outside its documentation; else of the one with most words of the query.</returns>
    private static int FocusLine(TextLines lines, string? symbol, QueryWords words)
    {
        if (symbol is not null)
        {
            for (var i = 0; i < lines.Count; i++)
            {
                if (HasName(lines[i], symbol) && !IsComment(lines[i])) return i;
            }
        }
        var best = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Any(char.IsLetterOrDigit) && (best < 0 || words.CountIn(lines[i]) > words.CountIn(lines[best]))) best = i;
        }
        return Math.Max(best, 0);
    }

    private static bool IsComment(string line) => CommentMarks.Any(mark => line.AsSpan().TrimStart().StartsWith(mark, StringComparison.Ordinal));

    private static bool HasName(string line, string symbol)
    {
        for (var at = line.IndexOf(symbol, StringComparison.Ordinal); at >= 0; at = line.IndexOf(symbol, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !IsNamePart(line[at - 1])) && (at + symbol.Length == line.Length || !IsNamePart(line[at + symbol.Length]))) return true;
        }
        return false;
    }

    private static bool IsNamePart(char character) => char.IsLetterOrDigit(character) || character == '_';
}
