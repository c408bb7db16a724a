using SemanticSearch.Engine.Search.Segments;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Indexing;

/// <summary>Decides when pending chunks become a segment and when segments are merged; how is Search's own affair.</summary>
internal sealed class SegmentKeeper(IndexDatabase database)
{
    /// <summary>At least as many chunks as are pending: counting the table after every file would take longer than writing it.</summary>
    private long _pending = database.Number("SELECT count(*) FROM pending");

    /// <summary>While files stream in: a segment as soon as there is enough for one.</summary>
    /// <param name="added">Chunks written since the last call.</param>
    public void FlushWhenLarge(int added, CancellationToken cancellation)
    {
        _pending += added;
        if (_pending < SegmentFlush.MaximumChunks) return;
        _pending -= FlushOnce(cancellation);
        Tidy(cancellation);
    }

    /// <summary>After a run: nothing is left pending.</summary>
    public void Flush(CancellationToken cancellation)
    {
        while (FlushOnce(cancellation) > 0)
        {
            // Each call takes one segment's worth.
        }
        _pending = 0;
    }

    /// <summary>Merges while there is something to gain.</summary>
    public void Tidy(CancellationToken cancellation)
    {
        while (SegmentMerger.Choose(SegmentMerger.ReadSizes(database.Connection)) is { Count: > 0 } chosen)
        {
            cancellation.ThrowIfCancellationRequested();
            database.InTransaction(() => SegmentMerger.Run(database.Connection, chosen, cancellation));
        }
    }

    private int FlushOnce(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var moved = 0;
        database.InTransaction(() => moved = SegmentFlush.Run(database.Connection));
        return moved;
    }
}
