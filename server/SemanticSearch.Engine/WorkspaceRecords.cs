using SemanticSearch.Engine.Migration;
using SemanticSearch.Engine.Search;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <param name="Folder">The folder that is indexed.</param>
/// <param name="IndexFile">Where its index is kept; null for its place in <paramref name="Home"/>.</param>
/// <param name="Home">The user's data directory.</param>
/// <param name="Ranking">Other weights than the default ones, to measure them.</param>
/// <param name="Survives">
/// Tells of a folder and a file in it (relative path) whether <see cref="WorkspaceIndex.Probe"/> survives it in a process of its own. Asked about
/// files over which a run died; one that does not survive is quarantined. Null: none ever is.
/// </param>
/// <param name="Models">Opens GGUF models, shared by all folders of a process; null: the bundled model is the only one.</param>
/// <param name="KeepQueries">Whether the texts of queries are kept in the index, to compare models on them.</param>
/// <param name="History">Reads the newest commits of the folder, to ask models for what they changed; null where there are none.</param>
/// <param name="EmbeddingMemory">Embeddings kept in memory, shared likewise; null for one of its own.</param>
public sealed record WorkspaceOptions(
    string Folder, string? IndexFile, string Home, RankingWeights? Ranking = null, Func<string, string, bool>? Survives = null, ModelHost? Models = null,
    EmbeddingMemory? EmbeddingMemory = null, bool KeepQueries = false, Func<CancellationToken, Task<IReadOnlyList<CommitChange>>>? History = null);

/// <summary>A sentence for the user, with a next step.</summary>
public sealed class WorkspaceException(string message, Exception? inner = null) : Exception(message, inner);

public enum IndexStage
{
    Scanning,
    Indexing,
    Finishing,
}

/// <param name="FilesDone">Of <paramref name="FilesTotal"/>: unchanged, indexed or found not worth indexing.</param>
/// <param name="FilesTotal">Grows while the folder is still being scanned.</param>
public sealed record IndexProgress(IndexStage Stage, int FilesDone, int FilesTotal, long ChunksDone, int EmbeddingsComputed, string? CurrentPath);

/// <summary>How far the vectors of the chosen model are.</summary>
/// <param name="Done">Chunks that have one, of <paramref name="Total"/>.</param>
/// <param name="Computed">Texts that the model was asked about in this run.</param>
/// <param name="Left">Time that the rest will take at the pace so far; null before there is one.</param>
public sealed record GenerationProgress(string Model, long Done, long Total, long Computed, TimeSpan? Left);

/// <param name="Missing">Chunks whose file changed meanwhile; they come with its next indexing.</param>
/// <param name="Computed">Texts that the model was asked about; <paramref name="Reused"/> chunks had an embedding already.</param>
/// <param name="Refused">Texts that the model gives no vector for.</param>
public sealed record GenerationReport(string Model, long Chunks, long Missing, long Computed, long Reused, long Refused, TimeSpan Took)
{
    internal static GenerationReport Nothing(string model, long chunks) => new(model, chunks, 0, 0, 0, 0, TimeSpan.Zero);
}

/// <summary>What a run did.</summary>
/// <param name="FilesScanned">Every file the scan met; a folder left out whole counts as one.</param>
/// <param name="FilesParsed">Read and chunked.</param>
/// <param name="FilesUnchanged">Left alone, because size and time or the hash were the same.</param>
/// <param name="Chunks">Written in this run.</param>
/// <param name="EmbeddingsComputed">New vectors in this run; <paramref name="EmbeddingsReused"/> came from the cache.</param>
public sealed record IndexReport(
    int FilesScanned, int FilesParsed, int FilesUnchanged, int FilesRemoved, int FilesSkipped, int FilesFailed, long Chunks,
    long EmbeddingsComputed, long EmbeddingsReused, TimeSpan Took, bool Cancelled, IReadOnlyList<string> Warnings);

/// <param name="Step">What answers a search now: an embedder's id, or "lexical".</param>
/// <param name="StepReason">Why it is that step, in words.</param>
/// <param name="FilesScanned">Indexed, failed and skipped ones.</param>
/// <param name="FilesPending">Found but not indexed yet by a run that is under way or was interrupted.</param>
/// <param name="Generations">The models that this folder has vectors of, archived ones left out.</param>
/// <param name="HitRate">What share of all embeddings ever wanted came from the cache, 0 to 1; null before the first.</param>
public sealed record WorkspaceStatus(
    string Folder, string IndexFile, bool Exists, long IndexBytes, string? Model, int Dimensions, string Step, string StepReason,
    int FilesScanned, int FilesIndexed, int FilesFailed, int FilesPending, long Chunks, long Embeddings, DateTimeOffset? LastIndexed,
    bool WriterActive, int? WriterProcess, IReadOnlyList<SkipCount> Skipped, IReadOnlyList<LanguageCount> Languages,
    IReadOnlyList<GenerationStatus> Generations, double? HitRate);

/// <param name="State">building, shadow (it stands by) or active (it answers).</param>
/// <param name="Chunks">That have a vector of this model.</param>
public sealed record GenerationStatus(string Model, int Dimensions, string State, long Chunks);

/// <param name="Example">One path, with the detail of its reason.</param>
public sealed record SkipCount(string Reason, int Count, string Example);

public sealed record LanguageCount(string Language, int Files, long Chunks);

/// <param name="State">indexed, skipped, failed, pending (not indexed yet, or changed since), missing or outside.</param>
/// <param name="ChunkSummaries">A line a chunk: its lines, kind and symbol.</param>
public sealed record FileExplanation(
    string Path, string State, string Reason, string Detail, string? Language, int Chunks, DateTimeOffset? IndexedAt,
    IReadOnlyList<string> ChunkSummaries);

/// <param name="NextStep">What to do when it is not well; null when it is.</param>
public sealed record Diagnosis(string Check, bool Ok, string Detail, string? NextStep);

/// <param name="Kind">ready, indexed, warning, polling, or waiting for another writer.</param>
public sealed record WatchEvent(string Kind, IReadOnlyList<string> Paths, TimeSpan Took, string? Message);

public enum KeeperPhase
{
    /// <summary>Another process writes the index.</summary>
    Waiting,
    Indexing,
    Ready,
    Paused,
}

/// <param name="Progress">While indexing, once there is some.</param>
/// <param name="Reason">Why it waits, in words; else empty.</param>
public sealed record KeeperState(KeeperPhase Phase, IndexProgress? Progress, string Reason);

/// <summary>A definition in a file as it is now.</summary>
/// <param name="Kind">A value of <see cref="Chunking.ChunkKinds"/>.</param>
public sealed record DefinitionPlace(string Name, string Kind, int StartLine, int EndLine);
