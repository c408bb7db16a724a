using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;

namespace SemanticSearch.Training.Mining;

/// <summary>
/// Makes pairs out of the definitions and chunks of one file. Where there are several good forms (with or without the scope, the whole text
/// or its first sentence), a coin that depends only on the place decides, so that mining again gives the same pairs.
/// </summary>
internal static class DefinitionPairs
{
    public const int LongestCode = 2_000; // characters: what the chunker makes at most, with room
    private const int ShortestCode = 60;
    private const int ShortestBody = 40;
    private const int LongestHead = 200;

    private static readonly string[] FunctionKinds =
        [ChunkKinds.Function, ChunkKinds.Method, ChunkKinds.Constructor, ChunkKinds.Macro, ChunkKinds.Test];

    private static readonly string[] TypeKinds =
    [
        ChunkKinds.Class, ChunkKinds.Interface, ChunkKinds.Struct, ChunkKinds.Record, ChunkKinds.Trait, ChunkKinds.Module, ChunkKinds.Enum,
        ChunkKinds.Type,
    ];

    public static IEnumerable<MinedPair> Of(string path, string text, ChunkedFile file)
    {
        foreach (var definition in file.Definitions)
        {
            if (definition.Length < ShortestCode || definition.Start + definition.Length > text.Length) continue;
            var coin = new Coin(path, definition.Start);
            if (Documented(path, text, file.Language, definition, coin) is { } documented)
            {
                yield return documented;
            }
            else if (FunctionKinds.Contains(definition.Kind))
            {
                yield return new MinedPair(PairKind.Undocumented, file.Language, path, "", CodeOf(text, definition, coin));
            }

            if (Named(path, text, file.Language, definition, coin) is { } named) yield return named;
            if (Members(path, text, file, definition) is { } members) yield return members;
        }

        foreach (var chunk in file.Chunks)
        {
            if (chunk.Length < ShortestCode || !new Coin(path, ~chunk.Start).Next(.15)) continue;
            var code = Cut(EmbeddedText.Compose(chunk.Scope, chunk.Signature, text.AsSpan(chunk.Start, chunk.Length)));
            yield return new MinedPair(PairKind.Path, file.Language, path, WordsOf(path), code);
        }
    }

    /// <returns>The definition without its documentation, cut to length, behind its scope when the coin says so.</returns>
    private static string CodeOf(string text, Definition definition, Coin coin)
    {
        var code = WithoutDocumentation(text, definition);
        return Cut(coin.Next(.5) ? EmbeddedText.Compose(definition.Scope, null, code) : code);
    }

    private static MinedPair? Documented(string path, string text, string language, Definition definition, Coin coin)
    {
        if (definition.DocumentationStart < 0 || definition.DocumentationLength <= 0) return null;
        if (NaturalText.OfDocumentation(text.Substring(definition.DocumentationStart, definition.DocumentationLength)) is not { } query)
        {
            return null;
        }

        var code = CodeOf(text, definition, coin);
        if (code.Length < ShortestCode) return null;
        return new MinedPair(PairKind.Documentation, language, path, coin.Next(.4) ? NaturalText.FirstSentence(query) : query, code);
    }

    /// <summary>What a function is called, in words, and what it does.</summary>
    private static MinedPair? Named(string path, string text, string language, Definition definition, Coin coin)
    {
        var end = definition.Start + definition.Length;
        if (!FunctionKinds.Contains(definition.Kind) || definition.BodyStart <= definition.NameStart || definition.BodyStart >= end)
        {
            return null;
        }

        if (end - definition.BodyStart < ShortestBody) return null;
        var name = WordsOf(definition.Name);
        if (name.IndexOf(' ') < 0) return null;
        var head = text[definition.NameStart..definition.BodyStart];
        var query = coin.Next(.4) && head.Length <= LongestHead ? $"{name} {head}" : name;
        var code = coin.Next(.6)
            ? WithoutDocumentation(text, definition with { Start = definition.BodyStart, Length = end - definition.BodyStart })
            : WithoutDocumentation(text, definition);
        if (coin.Next(.7)) code = code.Replace(definition.Name, "_", StringComparison.Ordinal);
        return new MinedPair(PairKind.Name, language, path, query, Cut(code));
    }

    /// <summary>What a type is for, and the heads of what is in it.</summary>
    private static MinedPair? Members(string path, string text, ChunkedFile file, Definition type)
    {
        if (!TypeKinds.Contains(type.Kind) || type.DocumentationStart < 0) return null;
        var members = file.Definitions
            .Where(member => member.Start > type.Start && member.Start + member.Length <= type.Start + type.Length && member.NameStart >= 0)
            .Select(member => HeadOf(text, member))
            .ToArray();
        if (members.Length < 3) return null;
        var query = NaturalText.OfDocumentation(text.Substring(type.DocumentationStart, type.DocumentationLength));
        return query is null ? null : new MinedPair(PairKind.Members, file.Language, path, query, Cut(string.Join('\n', members)));
    }

    private static string HeadOf(string text, Definition definition)
    {
        var end = definition.BodyStart > definition.NameStart ? definition.BodyStart : definition.Start + definition.Length;
        return text[definition.NameStart..Math.Min(end, definition.NameStart + LongestHead)].Split('\n')[0];
    }

    private static string WithoutDocumentation(string text, Definition definition)
    {
        var code = text.Substring(definition.Start, definition.Length);
        var from = definition.DocumentationStart - definition.Start;
        return definition.DocumentationStart >= definition.Start && from + definition.DocumentationLength <= code.Length
            ? code.Remove(from, definition.DocumentationLength).Trim()
            : code;
    }

    private static string WordsOf(string name)
    {
        var words = new List<string>();
        var scanner = new WordScanner(name, stackalloc char[WordScanner.BufferLength]);
        while (scanner.MoveNext()) words.AddRange(scanner.Identifier[1..].ToString().Split(WordScanner.Joint));
        return string.Join(' ', words);
    }

    private static string Cut(string code) => code.Length <= LongestCode ? code : code[..LongestCode];
}
