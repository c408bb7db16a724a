using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;
using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Storage;
using SemanticSearch.Llama;
using SemanticSearch.TreeSitter;

namespace SemanticSearch.Engine;

/// <summary>Says what failures of an index, a model or the installation mean to the user, and what to do.</summary>
internal sealed class FailureWords(string indexFile)
{
    /// <exception cref="WorkspaceException">The work failed for a reason of that kind.</exception>
    public T InWords<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    /// <inheritdoc cref="InWords"/>
    public async Task<T> InWordsAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception failure) when (Explain(failure) is { } explained)
        {
            throw explained;
        }
    }

    /// <returns>What a failure means to the user; null for one that is not of the index's or the installation's making.</returns>
    public WorkspaceException? Explain(Exception failure) => failure switch
    {
        WorkerUnavailableException or WorkerDiedException or EmbeddingRefusedException or ModelFormatException or FileNotFoundException or LlamaException => new WorkspaceException(failure.Message, failure),
        SqliteException sqlite => Explain(sqlite),
        IndexStorageException or TreeSitterException => new WorkspaceException(failure.Message, failure),
        UnauthorizedAccessException or IOException => new WorkspaceException(
            $"The index {indexFile} cannot be written ({failure.Message}). Choose another place with --index or SEMSEARCH_HOME.", failure),
        _ => null,
    };

    /// <summary>Result codes: https://sqlite.org/rescode.html.</summary>
    private WorkspaceException Explain(SqliteException failure) => failure.SqliteErrorCode switch
    {
        13 => new WorkspaceException($"The disk is full: the index {indexFile} could not grow. Free some space and run the same command again; nothing is lost.", failure),
        11 or 26 => new WorkspaceException($"The index {indexFile} is damaged ({failure.Message}). Run `semsearch index --rebuild`; the damaged file is kept beside it.", failure),
        8 or 14 => new WorkspaceException($"The index {indexFile} cannot be opened for writing ({failure.Message}). Choose another place with --index or SEMSEARCH_HOME.", failure),
        10 => new WorkspaceException($"Reading or writing the index {indexFile} failed ({failure.Message}). Check the disk, then run `semsearch doctor`.", failure),
        5 or 6 => new WorkspaceException($"The index {indexFile} is locked by another program. Close it, or wait, and run the same command again.", failure),
        _ => new WorkspaceException($"The index {indexFile} failed ({failure.Message}). Run `semsearch doctor`.", failure),
    };
}
