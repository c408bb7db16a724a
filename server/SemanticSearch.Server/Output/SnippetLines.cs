namespace SemanticSearch.Server.Output;

/// <param name="Number">In the file, from 1.</param>
/// <param name="Text">With tabs replaced and made fit for a terminal, its indentation kept.</param>
internal readonly record struct SnippetLine(int Number, string Text);

/// <summary>Chooses the lines of a snippet that say most.</summary>
internal static class SnippetLines
{
    /// <returns>At most <paramref name="count"/> lines in order: those with most words of the query, then the first ones.</returns>
    public static IReadOnlyList<SnippetLine> Choose(string snippet, int firstNumber, QueryWords words, int count) =>
        [.. new TextLines(snippet)
            .Select((text, index) => new SnippetLine(firstNumber + index, Printable.Clean(text).TrimEnd()))
            .Where(line => line.Text.Any(char.IsLetterOrDigit))
            .OrderByDescending(line => words.CountIn(line.Text)).ThenBy(line => line.Number)
            .Take(count)
            .OrderBy(line => line.Number)];
}
