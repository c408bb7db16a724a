using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Server.Commands;

/// <summary>The values of <c>--lang</c>: the engine's language names, and the short forms that people type.</summary>
internal static class LanguageNames
{
    /// <param name="word">A name or an extension, with or without its dot, in any case.</param>
    /// <exception cref="FormatException">There is no such language.</exception>
    public static string Parse(string word) => Languages.Resolve(word)
        ?? throw new FormatException($"--lang does not know '{word}'. It knows {string.Join(", ", Languages.All)}, and their file extensions.");
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
