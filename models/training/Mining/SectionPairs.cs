using System.Text;
using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Training.Mining;

/// <summary>Makes pairs of a Markdown section's text and the code block under it.</summary>
internal static class SectionPairs
{
    private const int ShortestCode = 60;

    public static IEnumerable<MinedPair> Of(string path, string text)
    {
        var heading = "";
        var paragraph = new StringBuilder();
        StringBuilder? code = null;
        var language = "";
        foreach (var line in text.Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("```", StringComparison.Ordinal))
            {
                if (code is null)
                {
                    language = Languages.Resolve(trimmed.Trim('`').Split(' ', '{')[0]) ?? Languages.Text;
                    code = new StringBuilder();
                    continue;
                }

                var query = NaturalText.Accept($"{heading} {paragraph}");
                if (query is not null && code.Length is >= ShortestCode and <= DefinitionPairs.LongestCode)
                {
                    yield return new MinedPair(PairKind.Section, language, path, query, code.ToString());
                }

                code = null;
                paragraph.Clear();
            }
            else if (code is not null)
            {
                code.Append(line).Append('\n');
            }
            else if (trimmed.StartsWith('#'))
            {
                heading = trimmed.Trim('#', ' ');
                paragraph.Clear();
            }
            else if (trimmed.Length == 0)
            {
                // Only the paragraph right above the code speaks of it, but a blank line may stand between.
                if (paragraph.Length > 0 && paragraph[^1] != '\n') paragraph.Append('\n');
            }
            else
            {
                if (paragraph.Length > 0 && paragraph[^1] == '\n') paragraph.Clear();
                paragraph.Append(trimmed).Append(' ');
            }
        }
    }
}
