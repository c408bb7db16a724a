using SemanticSearch.Engine.Chunking.Syntax;

namespace SemanticSearch.Engine.Chunking;

/// <summary>Joins what is too small to mean anything alone (an export, three imports, an empty head) to its neighbour.</summary>
internal static class LeftoverMerge
{
    /// <summary>A third of the least size of a chunk: below it a chunk without a definition of its own is a leftover.</summary>
    private const int Share = 3;

    public static IReadOnlyList<DraftChunk> Apply(
        IReadOnlyList<DraftChunk> drafts, IReadOnlyList<FoundDefinition> definitions, TextMeasure measure, ChunkingOptions options)
    {
        var merged = new List<DraftChunk>(drafts.Count);
        foreach (var draft in drafts)
        {
            if (merged.Count > 0 && Fits(merged[^1], draft))
            {
                var before = merged[^1];
                if (IsLeftover(before) && (SamePlace(before, draft) || IsEmptyHead(before)))
                {
                    merged[^1] = draft with { Start = before.Start };
                    continue;
                }
                if (IsLeftover(draft) && !IsHead(draft))
                {
                    merged[^1] = before with { End = draft.End };
                    continue;
                }
            }
            merged.Add(draft);
        }
        return merged;

        bool Fits(DraftChunk before, DraftChunk draft) => measure.Solid(before.Start, draft.End) <= options.MaximumSize;

        bool IsLeftover(DraftChunk draft) =>
            (draft.Definition < 0 || IsEmptyHead(draft)) && measure.Solid(draft.Start, draft.End) < options.MinimumSize / Share;

        bool IsHead(DraftChunk draft) => draft.Definition >= 0 && draft.Definition == draft.Around;

        // The head of a type is worth finding; that of a namespace or an impl block is not.
        bool IsEmptyHead(DraftChunk draft) =>
            IsHead(draft) && definitions[draft.Definition].Kind is null or ChunkKinds.Module;

        bool SamePlace(DraftChunk before, DraftChunk draft) =>
            before.Around == draft.Around || (IsHead(draft) && definitions[draft.Definition].Parent == before.Around);
    }
}
