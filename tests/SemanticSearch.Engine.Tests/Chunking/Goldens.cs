using System.Text;
using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine.Tests.Chunking;

/// <summary>The fixtures of tests/fixtures/chunking: a source of each language and what chunking makes of it, as readable text.</summary>
internal static class Goldens
{
    public static bool Update => Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1";

    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> Languages => Directory.EnumerateDirectories(Root).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal);

    public static (string Name, string Text) Source(string language)
    {
        var file = Directory.EnumerateFiles(Path.Combine(Root, language), "source.*").Single();
        return (Path.GetFileName(file), File.ReadAllText(file));
    }

    public static string GoldenPath(string language) => Path.Combine(Root, language, "chunks.txt");

    public static string Render(ChunkedFile file, string text)
    {
        var output = new StringBuilder($"language {file.Language}\n");
        if (file.Note is not null) output.Append($"note {file.Note}\n");
        output.Append("\n== chunks\n");
        foreach (var chunk in file.Chunks)
        {
            output.Append($"\n[{chunk.StartLine}-{chunk.EndLine}] {chunk.Kind} {chunk.Symbol ?? "-"} in '{chunk.Scope}'\n");
            if (chunk.Signature is not null) output.Append($"  signature: {chunk.Signature}\n");
            output.Append($"  first: {Line(text, chunk.Start)}\n");
            output.Append($"  last:  {LastLine(text[chunk.Start..chunk.End])}\n");
        }
        output.Append("\n== definitions\n\n");
        foreach (var definition in file.Definitions)
        {
            output.Append($"[{definition.StartLine}-{definition.EndLine}] {definition.Kind} {definition.Name} in '{definition.Scope}'");
            output.Append($"  name@{LineOf(text, definition.NameStart)}");
            if (definition.BodyStart >= 0) output.Append($" body@{LineOf(text, definition.BodyStart)}");
            if (definition.DocumentationStart >= 0)
            {
                var end = definition.DocumentationStart + definition.DocumentationLength;
                output.Append($" doc@{LineOf(text, definition.DocumentationStart)}-{LineOf(text, end - 1)}: {Line(text, definition.DocumentationStart)}");
            }
            output.Append('\n');
        }
        return output.ToString();
    }

    private static int LineOf(string text, int offset) => text.AsSpan(0, offset).Count('\n') + 1;

    private static string Line(string text, int from)
    {
        var rest = text.AsSpan(from);
        var length = rest.IndexOf('\n');
        return (length < 0 ? rest : rest[..length]).Trim().ToString();
    }

    private static string LastLine(string text) => text[(text.LastIndexOf('\n') + 1)..].Trim();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "fixtures", "chunking");
            if (Directory.Exists(candidate)) return candidate;
        }
        throw new DirectoryNotFoundException("tests/fixtures/chunking is not above the test's folder.");
    }
}
