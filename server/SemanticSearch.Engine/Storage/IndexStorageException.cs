namespace SemanticSearch.Engine.Storage;

/// <summary>The index file cannot be used; the message says why and what to do.</summary>
public sealed class IndexStorageException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another process holds the write lease of the index.</summary>
public sealed class IndexBusyException(int? process)
    : Exception(process is { } id ? $"Another process (id {id}) is writing this index." : "Another process is writing this index.")
{
    /// <summary>Id of the process that writes, when it could be told.</summary>
    public int? WriterProcess { get; } = process;
}
