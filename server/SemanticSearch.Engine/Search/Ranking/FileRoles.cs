using System.Collections.Frozen;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Search.Ranking;

/// <summary>What a file is for, beside the product's own code. A file may be several of these.</summary>
[Flags]
internal enum FileRole
{
    None = 0,
    Test = 1,
    Example = 2,
    Documentation = 4,
    Declaration = 8,
    Generated = 16,
    Vendored = 32,
    Changelog = 64,
    Localisation = 128,
    Compatibility = 256,
    Configuration = 512,
}

/// <summary>Tells a file's roles from its path, and the roles that a query asks for from its words.</summary>
internal static class FileRoles
{
    private static readonly FrozenDictionary<string, FileRole> ByFolder = Table(
        (FileRole.Test, "test tests testing testdata __tests__ spec specs unittest unittests e2e fixtures mocks __mocks__ testutil"),
        (FileRole.Example, "example examples sample samples demo demos tutorial tutorials playground benchmarks bench"),
        (FileRole.Documentation, "doc docs documentation"),
        (FileRole.Declaration, "typings"),
        (FileRole.Generated, "generated gen autogen __generated__"),
        (FileRole.Vendored, "vendor vendored third_party third-party thirdparty external deps node_modules bower_components"),
        (FileRole.Localisation, "locale locales i18n l10n translations lang nls"),
        (FileRole.Compatibility, "compat legacy deprecated polyfill polyfills shims"));

    /// <summary>Words of a file's name without its extension, between dots, dashes and underscores.</summary>
    private static readonly FrozenDictionary<string, FileRole> ByNameWord = Table(
        (FileRole.Test, "test tests spec specs"),
        (FileRole.Example, "example examples sample demo"),
        (FileRole.Documentation, "readme contributing authors"),
        (FileRole.Generated, "generated designer pb pb2 g"),
        (FileRole.Vendored, "min bundle"),
        (FileRole.Changelog, "changelog changes history news releasenotes"),
        (FileRole.Compatibility, "compat deprecated polyfill shim"));

    private static readonly FrozenDictionary<string, FileRole> ByExtension = Table(
        (FileRole.Documentation, "md mdx rst adoc txt"),
        (FileRole.Declaration, "pyi"),
        (FileRole.Localisation, "po pot resx strings xlf"),
        (FileRole.Configuration, "json jsonc yaml yml toml xml ini cfg properties csproj props targets lock"));

    /// <summary>
    /// Words by which a query asks for files that otherwise stand back. Only those that hardly mean anything else: "change", "local",
    /// "generate" and "sample" are what code does.
    /// </summary>
    private static readonly FrozenDictionary<string, FileRole> ByQueryTerm = StemmedTable(
        (FileRole.Test, "test spec fixture mock unittest assert"),
        (FileRole.Example, "example demo tutorial benchmark"),
        (FileRole.Documentation, "readme documentation docs"),
        (FileRole.Declaration, "declaration"),
        (FileRole.Generated, "protobuf"),
        (FileRole.Vendored, "vendor vendored"),
        (FileRole.Changelog, "changelog"),
        (FileRole.Localisation, "translation localisation localization i18n"),
        (FileRole.Compatibility, "compat compatibility legacy deprecated polyfill shim"),
        (FileRole.Configuration, "config configuration json yaml toml manifest workflow"));

    private static readonly FrozenDictionary<string, FileRole>.AlternateLookup<ReadOnlySpan<char>>
        Folders = ByFolder.GetAlternateLookup<ReadOnlySpan<char>>(),
        NameWords = ByNameWord.GetAlternateLookup<ReadOnlySpan<char>>(),
        Extensions = ByExtension.GetAlternateLookup<ReadOnlySpan<char>>();

    public static FileRole Of(string path)
    {
        var role = FileRole.None;
        var rest = path.AsSpan();
        for (int slash; (slash = rest.IndexOf('/')) >= 0; rest = rest[(slash + 1)..]) role |= Find(Folders, rest[..slash]);
        var dot = rest.LastIndexOf('.');
        var stem = dot > 0 ? rest[..dot] : rest;
        if (dot > 0) role |= Find(Extensions, rest[(dot + 1)..]);
        if (path.EndsWith(".d.ts", StringComparison.OrdinalIgnoreCase)) role |= FileRole.Declaration;
        if (stem.EndsWith("Test", StringComparison.Ordinal) || stem.EndsWith("Tests", StringComparison.Ordinal)) role |= FileRole.Test;
        foreach (var word in stem.SplitAny('.', '-', '_')) role |= Find(NameWords, stem[word]);
        return role;
    }

    public static FileRole AskedBy(IEnumerable<string> queryTerms)
    {
        var role = FileRole.None;
        foreach (var term in queryTerms) role |= ByQueryTerm.GetValueOrDefault(term);
        return role;
    }

    private static FrozenDictionary<string, FileRole> StemmedTable(params (FileRole Role, string Words)[] rows) => rows
        .SelectMany(row => row.Words.Split(' ').Select(word => (Term: Stemmer.Stem(word), row.Role)))
        .DistinctBy(pair => pair.Term).ToFrozenDictionary(pair => pair.Term, pair => pair.Role, StringComparer.Ordinal);

    private static FileRole Find(FrozenDictionary<string, FileRole>.AlternateLookup<ReadOnlySpan<char>> table, ReadOnlySpan<char> word) =>
        table.TryGetValue(word, out var role) ? role : FileRole.None;

    private static FrozenDictionary<string, FileRole> Table(params (FileRole Role, string Words)[] rows) => rows
        .SelectMany(row => row.Words.Split(' ').Select(word => (word, row.Role)))
        .ToFrozenDictionary(pair => pair.word, pair => pair.Role, StringComparer.OrdinalIgnoreCase);
}
