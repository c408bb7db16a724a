using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Indexing;

/// <summary>Reads indexed chunks' texts from their files again, each file once, and only takes what is exactly what was indexed.</summary>
internal sealed class SourceTexts(string root, ScanOptions scan)
{
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _stale = new(StringComparer.Ordinal);

    /// <summary>Files that are not what was indexed.</summary>
    public IReadOnlyCollection<string> Stale => _stale;

    /// <returns>Null when the chunk is not in its file any more, where it was.</returns>
    public string? EmbeddedTextOf(BareChunk chunk)
    {
        if (!_texts.TryGetValue(chunk.Path, out var text))
        {
            _texts[chunk.Path] = text = SourceReader.Read(Path.Combine(root, chunk.Path.Replace('/', Path.DirectorySeparatorChar)), chunk.Path, scan).Text;
        }

        if (chunk.Start + chunk.Length <= text.Length)
        {
            var embedded = EmbeddedText.Compose(chunk.Scope, chunk.Signature, text.AsSpan(chunk.Start, chunk.Length));
            if (EmbeddedText.Hash(embedded).AsSpan().SequenceEqual(chunk.ContentHash)) return embedded;
        }

        _stale.Add(chunk.Path);
        return null;
    }
}
