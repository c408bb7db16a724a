namespace SemanticSearch.Engine.Storage;

/// <summary>The values of files.state.</summary>
public static class FileStates
{
    public const string Indexed = "indexed", Skipped = "skipped", Failed = "failed";
}

/// <summary>What the index knows of a file without its chunks: enough to tell whether it changed.</summary>
/// <param name="Modified">UTC ticks.</param>
/// <param name="Hash">Null where the bytes were never read.</param>
public sealed record KnownFile(string Path, long Size, long Modified, byte[]? Hash, string State, string? Reason);

/// <summary>A chunk as it is written.</summary>
/// <param name="TextHash">Of its bare text.</param>
/// <param name="Terms">Number of terms, for BM25.</param>
/// <param name="Bag">Its terms, encoded by the lexical index.</param>
/// <param name="Embedding">float16 values of an embedding that was computed for it just now; null when the cache has it already.</param>
/// <param name="Vector">float32 values of its embedding with the path blended in; null without an embedder.</param>
public sealed record StoredChunk(
    long Id, int Start, int Length, int StartLine, int EndLine, string Kind, string? Symbol, string Scope, string? Signature,
    byte[] ContentHash, byte[] TextHash, int Terms, byte[] Bag, byte[]? Embedding, byte[]? Vector);

/// <param name="Chunk">Id of the chunk in which the name stands.</param>
public sealed record StoredSymbol(string Name, string Kind, long Chunk, int StartLine, int EndLine);

/// <summary>A file with all that is written for it in its one transaction.</summary>
/// <param name="Note">What went less than well, kept in files.detail.</param>
public sealed record StoredFile(
    string Path, long Size, long Modified, byte[] Hash, string Language, string Encoding, string? Note,
    IReadOnlyList<StoredChunk> Chunks, IReadOnlyList<StoredSymbol> Symbols);

/// <param name="State">building, shadow, active or archived.</param>
/// <param name="UsesVec0">Whether vectors_&lt;id&gt; is a vec0 table; a plain one otherwise.</param>
/// <param name="Name">What its model is opened by; null for the bundled one, and for one that an earlier version built and did not note it of.</param>
public sealed record Generation(long Id, string Fingerprint, string Model, int Dimensions, string State, bool UsesVec0, string? Name = null)
{
    public string VectorTable => $"vectors_{Id}";
}
