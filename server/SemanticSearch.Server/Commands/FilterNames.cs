using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Server.Commands;

/// <summary>The values of <c>--lang</c>: the engine's language names, and the short forms that people type.</summary>
internal static class LanguageNames
{
    private static readonly Dictionary<string, string> Canonical = new(StringComparer.OrdinalIgnoreCase);

    static LanguageNames()
    {
        // Each line: the engine's name, then other names and extensions that mean it.
        string[] lines =
        [
            "bash sh shell zsh", "c h", "cpp c++ cc cxx hpp hh", "csharp cs c#", "css", "dart", "elixir ex exs", "go golang", "haskell hs",
            "html htm", "java", "javascript js jsx mjs cjs", "json", "kotlin kt kts", "lua", "markdown md", "php", "python py pyi",
            "ruby rb", "rust rs", "scala sc", "sql", "swift", "toml", "tsx", "typescript ts mts cts", "yaml yml", $"{Languages.Text} txt",
        ];
        foreach (var names in lines.Select(line => line.Split(' ')))
        {
            foreach (var name in names) Canonical.Add(name, names[0]);
        }
    }

    public static IEnumerable<string> All => Canonical.Values.Distinct();

    /// <param name="word">A name or an extension, with or without its dot, in any case.</param>
    /// <exception cref="FormatException">There is no such language.</exception>
    public static string Parse(string word) => Canonical.TryGetValue(word.TrimStart('.'), out var name)
        ? name
        : throw new FormatException($"--lang does not know '{word}'. It knows {string.Join(", ", All)}, and their file extensions.");
}

/// <summary>The values of <c>--kind</c>.</summary>
internal static class KindNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        ChunkKinds.Class, ChunkKinds.Interface, ChunkKinds.Struct, ChunkKinds.Enum, ChunkKinds.Record, ChunkKinds.Trait, ChunkKinds.Module,
        ChunkKinds.Function, ChunkKinds.Method, ChunkKinds.Constructor, ChunkKinds.Property, ChunkKinds.Field, ChunkKinds.Constant,
        ChunkKinds.Type, ChunkKinds.Macro, ChunkKinds.Test, ChunkKinds.Section, ChunkKinds.Block,
    ];

    /// <exception cref="FormatException">There is no such kind.</exception>
    public static string Parse(string word) => All.Contains(word.ToLowerInvariant())
        ? word.ToLowerInvariant()
        : throw new FormatException($"--kind does not know '{word}'. It knows {string.Join(", ", All)}.");
}
