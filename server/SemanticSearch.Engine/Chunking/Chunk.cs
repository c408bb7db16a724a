namespace SemanticSearch.Engine.Chunking;

/// <summary>
/// A run of a file's lines that is found, embedded and shown as one: a definition with its documentation, a part of a large one,
/// or what lies between definitions. Offsets count UTF-16 code units of the decoded text; lines count from 1, inclusive.
/// </summary>
/// <param name="Kind">One of <see cref="ChunkKinds"/>.</param>
/// <param name="Symbol">Name of the definition, or null: "ReadLine".</param>
/// <param name="Scope">Names around it, outermost first, joined by '.': "Acme.Net.LineReader"; empty at the top.</param>
/// <param name="Signature">The definition's head on one line, without its body, at most 200 characters; null where there is none.</param>
public sealed record Chunk(int Start, int Length, int StartLine, int EndLine, string Kind, string? Symbol, string Scope, string? Signature)
{
    public int End => Start + Length;
}

/// <summary>
/// A definition found while chunking: what ranking looks names up in, and what pairs of documentation and code are made of.
/// Offsets as in <see cref="Chunk"/>.
/// </summary>
/// <param name="Start">Start of the definition with the documentation and attributes before it.</param>
/// <param name="DocumentationStart">Start of its documentation (before it, or a docstring inside), -1 where there is none.</param>
/// <param name="NameStart">Where its name stands.</param>
/// <param name="BodyStart">Where its body starts, -1 where it has none (a field, a declaration).</param>
public sealed record Definition(
    string Name, string Kind, string Scope, int Start, int Length, int DocumentationStart, int DocumentationLength,
    int NameStart, int BodyStart, int StartLine, int EndLine);

/// <param name="Language">A name of <see cref="Languages"/>, such as "csharp", "python"; "text" where none fits.</param>
/// <param name="Chunks">In order; together they cover every non-blank character, and none overlaps another.</param>
/// <param name="Note">Null, or what went less than well: "parse deadline passed, chunked by lines".</param>
public sealed record ChunkedFile(string Language, IReadOnlyList<Chunk> Chunks, IReadOnlyList<Definition> Definitions, string? Note);

/// <summary>The values of <see cref="Chunk.Kind"/> and <see cref="Definition.Kind"/>: what `--kind` accepts.</summary>
public static class ChunkKinds
{
    public const string Class = "class", Interface = "interface", Struct = "struct", Enum = "enum", Record = "record", Trait = "trait",
        Module = "module", Function = "function", Method = "method", Constructor = "constructor", Property = "property", Field = "field",
        Constant = "constant", Type = "type", Macro = "macro", Test = "test", Section = "section", Block = "block";
}
