using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using SemanticSearch.Engine.Chunking;
using SemanticSearch.Engine.Embedding;
using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Search.Lexical;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Indexing;

/// <summary>
/// Turns a file on disk into what the writer stores: text → chunks → terms and embeddings, asking the cache before the model. One for each
/// worker thread, with a reading connection of its own.
/// </summary>
internal sealed class FilePreparer : IDisposable
{
    private readonly string _root;
    private readonly ScanOptions _scan;
    private readonly ITextEmbedder? _embedder;
    private readonly CodeChunker _chunker = new();
    private readonly TermAnalyzer _terms = new();
    private readonly IndexDatabase _reader;
    private readonly EmbeddingCache? _known;

    /// <param name="generation">Whose embeddings are asked for; null without an embedder.</param>
    public FilePreparer(string root, ScanOptions scan, string indexFile, ITextEmbedder? embedder, Generation? generation, EmbeddingMemory memory)
    {
        (_root, _scan, _embedder) = (root, scan, embedder);
        _reader = IndexDatabase.OpenForReading(indexFile)
            ?? throw new IndexStorageException($"The index {indexFile} vanished while it was being written. Run the same command again.");
        if (generation is not null) _known = new EmbeddingCache(_reader, generation, memory);
    }

    public SourceText Read(string path) => SourceReader.Read(FullPath(path), path, _scan);

    public PreparedFile Prepare(ScanEntry entry, SourceText source, CancellationToken cancellation)
    {
        var chunked = _chunker.Chunk(entry.Path, source.Text, cancellation);
        var texts = new string[chunked.Chunks.Count];
        var hashes = new byte[texts.Length][];
        for (var i = 0; i < texts.Length; i++)
        {
            var chunk = chunked.Chunks[i];
            texts[i] = EmbeddedText.Compose(chunk.Scope, chunk.Signature, source.Text.AsSpan(chunk.Start, chunk.Length));
            hashes[i] = EmbeddedText.Hash(texts[i]);
        }
        var computed = new bool[texts.Length];
        var embeddings = Embed(texts, hashes, computed, cancellation);
        var dimensions = _embedder?.Dimensions ?? 0;

        var chunks = new StoredChunk[texts.Length];
        var occurrences = new Dictionary<string, int>();
        for (var i = 0; i < chunks.Length; i++)
        {
            var chunk = chunked.Chunks[i];
            var key = Convert.ToHexString(hashes[i]);
            var occurrence = occurrences.GetValueOrDefault(key);
            occurrences[key] = occurrence + 1;
            var text = source.Text.AsSpan(chunk.Start, chunk.Length);
            var bag = _terms.Analyze(entry.Path, chunk.Symbol, chunk.Scope, text);
            var embedding = embeddings.AsSpan(i * dimensions, dimensions);
            chunks[i] = new StoredChunk(
                ChunkId.Of(entry.Path, hashes[i], occurrence), chunk.Start, chunk.Length, chunk.StartLine, chunk.EndLine, chunk.Kind, chunk.Symbol,
                chunk.Scope, chunk.Signature, hashes[i], EmbeddedText.Hash(text.ToString()), bag.Length, bag.Encode(),
                computed[i] ? MemoryMarshal.AsBytes(embedding).ToArray() : null, Compose(embedding, entry.Path));
        }
        var stored = new StoredFile(
            entry.Path, entry.Size, entry.Modified, source.Hash, chunked.Language, source.Encoding, chunked.Note, chunks, Symbols(chunked, chunks));
        return new PreparedFile(entry, stored, null);
    }

    public void Dispose()
    {
        _known?.Dispose();
        _reader.Dispose();
        _chunker.Dispose();
    }

    private string FullPath(string path) => Path.Combine(_root, path.Replace('/', Path.DirectorySeparatorChar));

    /// <summary>float16 embeddings of the texts, row by row; asks the cache before the model.</summary>
    private Half[] Embed(string[] texts, byte[][] hashes, bool[] computed, CancellationToken cancellation)
    {
        if (_embedder is null) return [];
        var dimensions = _embedder.Dimensions;
        var embeddings = new Half[texts.Length * dimensions];
        var missing = new List<int>();
        for (var i = 0; i < texts.Length; i++)
        {
            if (!_known!.TryRead(hashes[i], embeddings.AsSpan(i * dimensions, dimensions))) missing.Add(i);
        }
        if (missing.Count == 0) return embeddings;

        var vectors = new float[missing.Count * dimensions];
        _embedder.EmbedDocuments([.. missing.Select(i => texts[i])], vectors, cancellation);
        for (var row = 0; row < missing.Count; row++)
        {
            TensorPrimitives.ConvertToHalf(vectors.AsSpan(row * dimensions, dimensions), embeddings.AsSpan(missing[row] * dimensions));
            computed[missing[row]] = true;
        }
        return embeddings;
    }

    /// <summary>
    /// The vector that search compares: the embedding with the path blended in. Always made from the float16 values, so that one from the
    /// cache and one just computed come out the same.
    /// </summary>
    private byte[]? Compose(ReadOnlySpan<Half> embedding, string path)
    {
        if (_embedder is null) return null;
        var vector = new float[embedding.Length];
        TensorPrimitives.ConvertToSingle(embedding, vector);
        _embedder.BlendPath(path, vector);
        return MemoryMarshal.AsBytes<float>(vector).ToArray();
    }

    private static List<StoredSymbol> Symbols(ChunkedFile file, StoredChunk[] chunks)
    {
        var symbols = new List<StoredSymbol>(file.Definitions.Count);
        foreach (var definition in file.Definitions)
        {
            var at = Array.FindIndex(chunks, chunk => definition.NameStart >= chunk.Start && definition.NameStart < chunk.Start + chunk.Length);
            if (at >= 0) symbols.Add(new StoredSymbol(definition.Name, definition.Kind, chunks[at].Id, definition.StartLine, definition.EndLine));
        }
        return symbols;
    }
}

/// <summary>
/// A file on its way from a worker to the writer: <paramref name="File"/>, or the reason why it has no chunks, or neither when its bytes
/// turned out to be those that are indexed already.
/// </summary>
internal sealed record PreparedFile(ScanEntry Entry, StoredFile? File, Unindexed? Unindexed);

/// <param name="State">A value of <see cref="FileStates"/>.</param>
internal sealed record Unindexed(string State, byte[]? Hash, string Reason, string Detail);
