using SemanticSearch.Llama;

namespace SemanticSearch.Engine.Embedding.Worker;

/// <summary>What the child loads.</summary>
/// <param name="Dimensions">Values in a vector; a file that gives another number is refused.</param>
/// <param name="BatchTokens">Tokens of a bulk batch at most, and so the longest text.</param>
/// <param name="Sequences">Texts of a batch at most, up to <see cref="LlamaContext.MaximumSequences"/>.</param>
/// <param name="QueryTokens">As <paramref name="BatchTokens"/>, for the query lane.</param>
/// <param name="Repack">See <see cref="LlamaModelOptions"/>.</param>
public sealed record WorkerModel(
    string Path, LlamaPooling Pooling, int Dimensions, int BatchTokens, int Sequences, int BulkThreads, int QueryTokens, int QueryThreads, bool Repack = true)
{
    /// <summary>Most values in a vector; see <see cref="WorkerFrames.MaximumPayload"/>.</summary>
    internal const int MaximumDimensions = 30_000;

    internal void ThrowIfOutOfRange()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Dimensions, MaximumDimensions);
        ArgumentOutOfRangeException.ThrowIfLessThan(Sequences, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Sequences, LlamaContext.MaximumSequences);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueryTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BulkThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(QueryThreads, 1);
    }

    internal int TokensOf(WorkerLane lane) => lane == WorkerLane.Query ? QueryTokens : BatchTokens;
}

/// <summary>Each lane computes on a thread of its own: a query never waits for a bulk batch.</summary>
public enum WorkerLane
{
    Bulk,
    Query,
}

/// <summary>A build of llama.cpp.</summary>
/// <param name="Name">cpu, cuda, vulkan or metal. All but cpu need such a device.</param>
/// <param name="Folder">Where its libraries lie.</param>
public sealed record WorkerRuntime(string Name, string Folder)
{
    public const string Cpu = "cpu";
}

/// <summary>How the child is started; the option that names the libraries is added to the arguments.</summary>
public sealed record WorkerLaunch(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>Followed by the folder of llama.cpp's libraries.</summary>
    public const string LlamaOption = "--llama";
}
