using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine;

/// <summary>The definitions of the file that was asked about last: an editor asks about one file many times over. Safe to use from several threads.</summary>
internal sealed class FileOutline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lazy<CodeChunker> _chunker = new(() => new CodeChunker());
    private string? _path, _text;
    private ChunkedFile _file = new("", [], [], null);

    /// <param name="line">From 1.</param>
    /// <param name="column">From 0, in UTF-16 code units.</param>
    public DefinitionPlace? DefinitionAt(string path, string text, int line, int column, CancellationToken cancellation)
    {
        if (OffsetOf(text, line, column) is not { } offset) return null;
        var found = Read(path, text, cancellation).Definitions
            .FirstOrDefault(definition => offset >= definition.NameStart && offset <= definition.NameStart + definition.Name.Length);
        return found is null ? null : PlaceOf(found);
    }

    /// <summary>The whole definition that some lines belong to: the one that a hit is a part of, else the innermost around the lines, else the passage that they stand in.</summary>
    /// <param name="startLine">From 1, inclusive, as <paramref name="endLine"/>.</param>
    /// <returns>Null where there are blank lines only.</returns>
    public DefinitionPlace? DefinitionAround(string path, string text, int startLine, int endLine, CancellationToken cancellation)
    {
        var file = Read(path, text, cancellation);
        var hit = file.Chunks.FirstOrDefault(chunk => chunk.StartLine == startLine && chunk.EndLine == endLine && endLine > startLine);
        if (hit is { Symbol: { } symbol })
        {
            // A hit may be a part of a definition, or begin with it and hold small ones that follow.
            var own = file.Definitions
                .Where(definition => definition.Name == symbol && definition.Scope == hit.Scope && definition.StartLine <= endLine && definition.EndLine >= startLine)
                .MaxBy(definition => Math.Min(definition.EndLine, endLine) - Math.Max(definition.StartLine, startLine));
            if (own is not null) return PlaceOf(own) with { StartLine = Math.Min(own.StartLine, startLine), EndLine = Math.Max(own.EndLine, endLine) };
        }

        var around = file.Definitions.Where(definition => definition.StartLine <= startLine && definition.EndLine >= endLine)
            .MinBy(definition => definition.EndLine - definition.StartLine);
        if (around is not null) return PlaceOf(around);
        var passage = hit ?? file.Chunks.FirstOrDefault(chunk => chunk.StartLine <= endLine && chunk.EndLine >= startLine);
        return passage is null ? null : new DefinitionPlace(passage.Symbol ?? "", passage.Kind, Math.Min(passage.StartLine, startLine), Math.Max(passage.EndLine, endLine));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_chunker.IsValueCreated) _chunker.Value.Dispose();
        }
    }

    private static DefinitionPlace PlaceOf(Definition found) => new(found.Name, found.Kind, found.StartLine, found.EndLine);

    private ChunkedFile Read(string path, string text, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (path != _path || text != _text)
            {
                _file = _chunker.Value.Chunk(path, text, cancellation);
                (_path, _text) = (path, text);
            }
            return _file;
        }
    }

    private static int? OffsetOf(string text, int line, int column)
    {
        var start = 0;
        for (var number = 1; number < line; number++)
        {
            start = text.IndexOf('\n', start) + 1;
            if (start == 0) return null;
        }
        return start + column <= text.Length ? start + column : null;
    }
}
