using System.Text.RegularExpressions;
using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine.Tests.Search;

/// <summary>A chunk for every run of lines between blank ones, named after the first definition in it. Enough to test searching.</summary>
internal static partial class ParagraphChunker
{
    public static IReadOnlyList<Chunk> Chunk(string path, string text)
    {
        var chunks = new List<Chunk>();
        var (start, startLine, line, position) = (-1, 0, 1, 0);
        foreach (var content in text.Split('\n'))
        {
            var blank = string.IsNullOrWhiteSpace(content);
            if (!blank && start < 0) (start, startLine) = (position, line);
            if (blank && start >= 0)
            {
                chunks.Add(Make(text, start, position - 1, startLine, line - 1));
                start = -1;
            }

            position += content.Length + 1;
            line++;
        }

        if (start >= 0) chunks.Add(Make(text, start, text.Length, startLine, line - 1));
        return chunks;
    }

    private static Chunk Make(string text, int start, int end, int startLine, int endLine)
    {
        var name = DefinitionPattern().Match(text, start, end - start);
        var kind = name.Groups["kind"].Value switch
        {
            "class" or "interface" or "struct" => name.Groups["kind"].Value,
            "" => ChunkKinds.Block,
            _ => ChunkKinds.Function,
        };
        return new Chunk(start, end - start, startLine, endLine, kind, name.Success ? name.Groups["name"].Value : null, "", null);
    }

    [GeneratedRegex(@"^\s*(?:export |public |static |async |private )*(?<kind>class|interface|struct|def|function|func|fn|type|void|string|bool|Rule|IEnumerable<string>) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex DefinitionPattern();
}
