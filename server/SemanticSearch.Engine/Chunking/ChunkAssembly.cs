using SemanticSearch.Engine.Chunking.Syntax;

namespace SemanticSearch.Engine.Chunking;

/// <summary>Makes the public records of one file out of its drafts.</summary>
internal sealed class ChunkAssembly(SyntaxTable table, LanguageRules? rules, TextMeasure measure, DefinitionFinder finder, ChunkingOptions options)
{
    private readonly Dictionary<int, string?> _signatures = [];

    public ChunkedFile Assemble(string language, IReadOnlyList<DraftChunk> drafts, string? note)
    {
        var merged = LeftoverMerge.Apply(drafts, finder.Found, measure, options);
        var chunks = new List<Chunk>(merged.Count);
        foreach (var draft in merged)
        {
            if (measure.Solid(draft.Start, draft.End) > 0) chunks.Add(ToChunk(draft));
        }
        var definitions = new List<Definition>(finder.Found.Count);
        foreach (var found in finder.Found)
        {
            if (found.Kind is not null && !found.Rule.Source.IsOutline) definitions.Add(ToDefinition(found, found.Kind));
        }
        return new ChunkedFile(language, chunks, definitions, note);
    }

    private Chunk ToChunk(DraftChunk draft)
    {
        var (start, end) = Trim(draft.Start, draft.End);
        var index = draft.Definition >= 0 ? draft.Definition : draft.Around;
        var (first, last) = (measure.LineAt(start), measure.LineAt(end - 1));
        if (index < 0) return new Chunk(start, end - start, first, last, ChunkKinds.Block, null, finder.FileScope, null);
        var definition = finder.Found[index];
        if (!_signatures.TryGetValue(index, out var signature))
        {
            signature = Signatures.Of(definition, table, rules!);
            _signatures.Add(index, signature);
        }
        return new Chunk(start, end - start, first, last, definition.Kind ?? ChunkKinds.Block, definition.Name, definition.Scope, signature);
    }

    private Definition ToDefinition(FoundDefinition found, string kind) => new(
        found.Name, kind, found.Scope, found.Start, found.End - found.Start,
        found.DocumentationStart, found.HasDocumentation ? found.DocumentationEnd - found.DocumentationStart : 0,
        found.NameStart, found.BodyStart, measure.LineAt(found.Start), measure.LineAt(Math.Max(found.Start, found.End - 1)));

    /// <summary>White space around goes, but not the first line's indentation.</summary>
    private (int Start, int End) Trim(int start, int end)
    {
        var text = measure.Text;
        while (end > start && char.IsWhiteSpace(text[end - 1])) end--;
        var first = start;
        while (char.IsWhiteSpace(text[first])) first++;
        var line = first;
        while (line > start && text[line - 1] is ' ' or '\t') line--;
        return (line == 0 || text[line - 1] is '\n' or '\r' ? line : first, end);
    }
}
