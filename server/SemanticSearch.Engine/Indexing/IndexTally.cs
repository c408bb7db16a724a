using SemanticSearch.Engine.Scanning;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine.Indexing;

/// <summary>The counts of a run. The scan's side and the writer's side count from two threads, each its own fields.</summary>
internal sealed class IndexTally
{
    private int _found, _unchanged, _parsed, _skipped, _failed, _removed, _newlySkipped;
    private long _chunks, _computed, _reused;

    public int FilesScanned => _found;

    public long EmbeddingsComputed => _computed;

    public long EmbeddingsReused => _reused;

    /// <summary>Files that nothing more is to be done for.</summary>
    public int FilesDone => _unchanged + _parsed + _failed + _newlySkipped;

    /// <returns>Whether a stored skip reason was found in the content, so that the scan alone cannot confirm it.</returns>
    public static bool DecidedByContent(string? reason)
        => reason is nameof(SkipReason.Binary) or nameof(SkipReason.Minified) or nameof(SkipReason.Generated) or nameof(SkipReason.Empty);

    public void Found() => Interlocked.Increment(ref _found);

    public void Unchanged(string state)
    {
        Interlocked.Increment(ref _unchanged);
        if (state == FileStates.Skipped) Interlocked.Increment(ref _skipped);
    }

    public void Indexed(PreparedFile file, int embeddingsAdded)
    {
        _parsed++;
        _chunks += file.File!.Chunks.Count;
        _computed += embeddingsAdded;
        _reused += file.File.Chunks.Count(chunk => chunk.Vector is not null) - embeddingsAdded;
    }

    public void NotIndexed(Unindexed unindexed)
    {
        if (unindexed.State == FileStates.Failed) _failed++;
        else
        {
            Interlocked.Increment(ref _skipped);
            _newlySkipped++;
        }
    }

    public void Removed() => _removed++;

    public IndexProgress Progress(IndexStage stage, string? path)
        => new(stage, FilesDone, _found, _chunks, (int)_computed, path);

    public IndexReport Report(TimeSpan took, bool cancelled, IReadOnlyList<string> warnings)
        => new(_found, _parsed, _unchanged, _removed, _skipped, _failed, _chunks, _computed, _reused, took, cancelled, warnings);
}
