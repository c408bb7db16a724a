using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Search.Lexical;

namespace SemanticSearch.Engine.Search.Segments;

/// <summary>A chunk of an unsaved text, as a search needs it.</summary>
/// <param name="Vector">With the path blended in; empty without an embedder.</param>
internal sealed record UnsavedChunk(ChunkRow Row, TermBag Terms, float[] Vector);

/// <summary>
/// The texts that an editor has not saved yet, chunked and embedded as indexing would: they take the place of what the index has of their files.
/// Only files that are indexed; any other would have to be judged first, and is once it is saved.
/// </summary>
internal sealed class UnsavedFiles(ITextEmbedder? embedder, SourceAccess source, TermAnalyzer analyzer)
{
    private readonly Dictionary<string, UnsavedFile> files = new(StringComparer.Ordinal);
    private readonly Dictionary<long, UnsavedChunk> chunks = [];
    private readonly HashSet<int> fileIds = [];

    /// <summary>Counts down, so that no id is one of the index.</summary>
    private long nextId = -1;

    /// <summary>Counts the refreshes that changed something.</summary>
    public int Revision { get; private set; }

    /// <summary>By id, which is below 0.</summary>
    public IReadOnlyDictionary<long, UnsavedChunk> Chunks => chunks;

    /// <summary>The files whose chunks in the index do not count meanwhile.</summary>
    public IReadOnlySet<int> FileIds => fileIds;

    /// <returns>Ids of the chunks that define a name.</returns>
    /// <param name="name">Lower case.</param>
    public IEnumerable<SymbolRow> FindSymbols(string name) => files.Values.SelectMany(file => file.Symbols)
        .Where(symbol => symbol.Display.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes in what was typed since the last call.</summary>
    /// <param name="fileOf">The index's row of a path; null for a file that is not indexed.</param>
    public void Refresh(Func<string, FileRow?> fileOf, CancellationToken cancellation)
    {
        var texts = source.UnsavedTexts();
        if (texts.Count == 0 && files.Count == 0) return;
        foreach (var path in files.Keys.Where(path => !texts.ContainsKey(path)).ToList()) Drop(path);
        foreach (var (path, text) in texts)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = fileOf(path);
            if (files.TryGetValue(path, out var known) && known.Row == row && ReferenceEquals(known.Text, text)) continue;
            Drop(path);
            if (row is not null) Take(row, text, cancellation);
        }
    }

    private void Drop(string path)
    {
        if (!files.Remove(path, out var gone)) return;
        foreach (var id in gone.ChunkIds) chunks.Remove(id);
        fileIds.Remove(gone.Row.Id);
        Revision++;
    }

    private void Take(FileRow row, string text, CancellationToken cancellation)
    {
        var chunked = source.Chunk(row.Path, text);
        var vectors = Embed(row.Path, chunked, text, cancellation);
        var taken = new UnsavedFile(row, text, [], []);
        for (var i = 0; i < chunked.Chunks.Count; i++)
        {
            var chunk = chunked.Chunks[i];
            var content = text.Substring(chunk.Start, chunk.Length);
            var bag = analyzer.Analyze(row.Path, chunk.Symbol, chunk.Scope, content);
            var id = nextId--;
            chunks.Add(id, new UnsavedChunk(
                new ChunkRow(id, row, chunk.Start, chunk.Length, chunk.StartLine, chunk.EndLine, chunk.Kind, chunk.Symbol, chunk.Scope, EmbeddedText.Hash(content), bag.Length),
                bag, vectors[i]));
            taken.ChunkIds.Add(id);
            taken.Symbols.AddRange(chunked.Definitions.Where(definition => definition.NameStart >= chunk.Start && definition.NameStart < chunk.End)
                .Select(definition => new SymbolRow(id, definition.Name, null, 0)));
        }

        files.Add(row.Path, taken);
        fileIds.Add(row.Id);
        Revision++;
    }

    private float[][] Embed(string path, ChunkedFile file, string text, CancellationToken cancellation)
    {
        if (embedder is null) return [.. file.Chunks.Select(_ => Array.Empty<float>())];
        var all = new float[file.Chunks.Count * embedder.Dimensions];
        embedder.EmbedDocuments(
            [.. file.Chunks.Select(chunk => EmbeddedText.Compose(chunk.Scope, chunk.Signature, text.AsSpan(chunk.Start, chunk.Length)))], all, cancellation);
        var vectors = new float[file.Chunks.Count][];
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] = all.AsSpan(i * embedder.Dimensions, embedder.Dimensions).ToArray();
            embedder.BlendPath(path, vectors[i]);
        }

        return vectors;
    }

    private sealed record UnsavedFile(FileRow Row, string Text, List<long> ChunkIds, List<SymbolRow> Symbols);
}
