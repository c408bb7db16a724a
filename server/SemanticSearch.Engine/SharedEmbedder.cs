using SemanticSearch.Engine.Embedding.Gguf;
using SemanticSearch.Engine.Embedding.Worker;

namespace SemanticSearch.Engine;

/// <summary>A model that several folders use; the last one to let go closes it. Disposing is letting go: once for each that was handed out.</summary>
/// <param name="release">Counts with <see cref="LetGo"/>, under the lock that hands it out, and closes it.</param>
internal sealed class SharedEmbedder(GgufEmbedder embedder, Func<SharedEmbedder, ValueTask> release) : IAsyncDisposable
{
    private int _users = 1;
    private FileStamp? _opened = FileStamp.Of(embedder.Choice.Path);

    public GgufEmbedder Embedder => embedder;

    /// <summary>False when the model's file is gone, or was written since it was opened.</summary>
    public bool IsFileTheSame => _opened is { } stamp && stamp == FileStamp.Of(embedder.Choice.Path);

    /// <summary>For another user, after its file was found to be the same by content. With the host's lock held.</summary>
    public SharedEmbedder TakeAgain()
    {
        _users++;
        _opened = FileStamp.Of(embedder.Choice.Path);
        // It may have been unusable because its file was gone.
        if (embedder.Worker.State.Phase == WorkerPhase.Unusable) embedder.Worker.Resume();
        return this;
    }

    /// <summary>With the host's lock held.</summary>
    /// <returns>Whether that was the last user.</returns>
    public bool LetGo() => --_users == 0;

    public ValueTask DisposeAsync() => release(this);

    /// <summary>What tells at a glance that a file is not the same any more.</summary>
    private sealed record FileStamp(DateTime Written, long Length)
    {
        public static FileStamp? Of(string path) => new FileInfo(path) is { Exists: true } file ? new FileStamp(file.LastWriteTimeUtc, file.Length) : null;
    }
}
