using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine;

/// <summary>The definitions of the file that was asked about last: an editor asks about one file many times over. Safe to use from several threads.</summary>
internal sealed class FileOutline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Lazy<CodeChunker> _chunker = new(() => new CodeChunker());
    private string? _path, _text;
    private IReadOnlyList<Definition> _definitions = [];

    /// <param name="line">From 1.</param>
    /// <param name="column">From 0, in UTF-16 code units.</param>
    public DefinitionPlace? DefinitionAt(string path, string text, int line, int column, CancellationToken cancellation)
    {
        if (OffsetOf(text, line, column) is not { } offset) return null;
        lock (_gate)
        {
            if (path != _path || text != _text)
            {
                _definitions = _chunker.Value.Chunk(path, text, cancellation).Definitions;
                (_path, _text) = (path, text);
            }
            var found = _definitions.FirstOrDefault(definition => offset >= definition.NameStart && offset <= definition.NameStart + definition.Name.Length);
            return found is null ? null : new DefinitionPlace(found.Name, found.Kind, found.StartLine, found.EndLine);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_chunker.IsValueCreated) _chunker.Value.Dispose();
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
