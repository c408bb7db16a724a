using System.Collections.Frozen;

namespace SemanticSearch.Engine.Chunking;

/// <summary>Which language a file is in, by its name.</summary>
public static class Languages
{
    /// <summary>What a file is called for which no grammar and no other rule fits.</summary>
    public const string Text = "text";

    private static readonly FrozenDictionary<string, string> ByFileName = Index(LanguageTable.All, entry => entry.FileNames);
    private static readonly FrozenDictionary<string, string> ByExtension = Index(LanguageTable.All, entry => entry.Extensions);
    private static readonly FrozenDictionary<string, string> ByInterpreter = Index(LanguageTable.All, entry => entry.Interpreters);
    private static readonly FrozenDictionary<string, string> ByAlias =
        Index(LanguageTable.All, entry => [entry.Name, .. entry.Aliases, .. entry.Extensions]);

    /// <summary>Every name that <see cref="Of(string)"/> can give, sorted.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. LanguageTable.All.Select(entry => entry.Name).Append(Text).Order(StringComparer.Ordinal)];

    /// <param name="relativePath">Forward slashes; only the last part counts.</param>
    public static string Of(string relativePath) => Of(relativePath, firstLine: default);

    /// <param name="firstLine">The file's first line, for scripts that only say in "#!" what runs them.</param>
    public static string Of(string relativePath, ReadOnlySpan<char> firstLine)
    {
        var name = relativePath[(relativePath.LastIndexOf('/') + 1)..];
        if (ByFileName.TryGetValue(name, out var language)) return language;
        // The longest extension first: "d.ts" before "ts", "blade.php" before "php".
        for (var dot = name.IndexOf('.'); dot >= 0; dot = name.IndexOf('.', dot + 1))
        {
            if (ByExtension.TryGetValue(name[(dot + 1)..], out language)) return language;
        }
        var stem = name.IndexOf('.') is > 0 and var end ? name[..end] : name;
        if (ByFileName.TryGetValue(stem, out language) && stem is "Dockerfile" or "Makefile") return language!;
        return Interpreter(firstLine) ?? Text;
    }

    /// <param name="nameOrExtension">As a user writes it: "csharp", "C#", "cs", ".cs".</param>
    /// <returns>The language's name, or null when nothing is called so.</returns>
    public static string? Resolve(string nameOrExtension)
    {
        var key = nameOrExtension.Trim().TrimStart('.');
        if (key.Equals(Text, StringComparison.OrdinalIgnoreCase)) return Text;
        return ByAlias.GetValueOrDefault(key);
    }

    private static string? Interpreter(ReadOnlySpan<char> firstLine)
    {
        if (!firstLine.StartsWith("#!")) return null;
        foreach (var part in firstLine[2..].ToString().Split([' ', '\t', '/'], StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            // "python3.12" runs Python.
            var program = part.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.');
            if (ByInterpreter.TryGetValue(program, out var language)) return language;
        }
        return null;
    }

    private static FrozenDictionary<string, string> Index(IEnumerable<LanguageEntry> entries, Func<LanguageEntry, IEnumerable<string>> keys)
    {
        var index = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            foreach (var key in keys(entry)) index.TryAdd(key, entry.Name);
        }
        return index.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
