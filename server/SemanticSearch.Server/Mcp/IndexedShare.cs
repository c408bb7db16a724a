using SemanticSearch.Engine;
using SemanticSearch.Server.Rpc;

namespace SemanticSearch.Server.Mcp;

/// <summary>How much of a folder can be found, whoever indexes it.</summary>
internal sealed class IndexedShare(FolderSession session)
{
    /// <summary>What a run that is not over yet has reached at most: files may still turn up.</summary>
    private const int MostBeforeTheEnd = 99;

    private volatile bool _finished;

    /// <summary>0 to 100; null when there is nothing more to come.</summary>
    public int? Percent
    {
        get
        {
            if (session.Index is not { } index) return null;
            var state = index.Keeper.State;
            if (state.Phase == KeeperPhase.Indexing) return WhileIndexing(index, state.Progress);
            var (indexed, pending) = session.Counts;
            if (pending == 0 && (state.Phase != KeeperPhase.Waiting || Finished(index))) return null;
            return Of(indexed, pending);
        }
    }

    /// <summary>A run over an index that was whole finds it whole until the first file that has changed.</summary>
    private int? WhileIndexing(WorkspaceIndex index, IndexProgress? progress)
    {
        if (progress is not { ChunksDone: > 0 } && Finished(index) && index.Counts.Indexed > 0) return null;
        return progress is null ? 0 : Of(progress.FilesDone, progress.FilesTotal - progress.FilesDone);
    }

    private bool Finished(WorkspaceIndex index) => _finished = _finished || index.Status().LastIndexed is not null;

    private static int Of(int indexed, int pending)
        => indexed + pending == 0 ? 0 : (int)Math.Min(MostBeforeTheEnd, 100L * indexed / (indexed + pending));
}
