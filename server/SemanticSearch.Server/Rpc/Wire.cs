using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Server.Rpc;

// Everything that crosses the pipe between an editor and `semsearch serve`, and nothing else. Its mirror is vscode-semantic-search/src/wire.ts, which
// WireContractTests writes from this file and compares with it. Paths are absolute and native unless said otherwise; lines count from 1, inclusive;
// columns count UTF-16 code units from 0.

/// <summary>The protocol's version: raised with every change that an older side would misunderstand. Both sides must have the same.</summary>
internal static class Protocol
{
    public const int Version = 3;
}

/// <summary>Requests are answered, notifications are not.</summary>
internal static class Methods
{
    public const string
        Initialize = "initialize",
        Shutdown = "shutdown",
        Exit = "exit",
        ChangeFolders = "folders/change",
        ChangeDocument = "document/change",
        CloseDocument = "document/close",
        ChangeFiles = "files/change",
        Search = "search",
        Similar = "similar",
        Definition = "definition",
        Status = "status",
        Why = "why",
        Doctor = "doctor",
        Pause = "index/pause",
        Resume = "index/resume",
        Rebuild = "index/rebuild",
        Models = "models",
        UseModel = "model/use",
        EstimateModel = "model/estimate",
        DownloadModel = "model/download",
        AddModel = "model/add",
        RemoveModel = "model/remove",
        VerifyModel = "model/verify",
        ModelProgress = "model/progress",
        MigrationStatus = "migration/status",
        PlanMigration = "migration/plan",
        StartMigration = "migration/start",
        CompareModels = "migration/compare",
        LastComparison = "migration/comparison",
        Canary = "migration/canary",
        Promote = "migration/promote",
        RollBack = "migration/rollback",
        PauseMigration = "migration/pause",
        ResumeMigration = "migration/resume",
        ArchiveModel = "migration/archive",
        PurgeModels = "migration/purge",
        MigrationErrors = "migration/errors",
        RetryMigration = "migration/retry",
        Health = "health",
        OpenedHit = "search/opened",
        CallTool = "agent/call",
        StatusChanged = "status/changed",
        Message = "message",
        Log = "log";
}

/// <summary>Error codes beside those of JSON-RPC 2.0. The message of each is a sentence for the user.</summary>
internal static class ErrorCodes
{
    /// <summary>The request was cancelled by its sender.</summary>
    public const int Cancelled = -32800;

    /// <summary>A request came before `initialize`.</summary>
    public const int NotInitialized = -32002;

    /// <summary>The two sides speak different versions.</summary>
    public const int ProtocolMismatch = -32010;

    /// <summary>No such folder is open here, or the file lies in none of them.</summary>
    public const int NotInWorkspace = -32011;

    /// <summary>The folder or its index cannot be used; the message says what to do.</summary>
    public const int Workspace = -32012;

    /// <summary>The answer did not come within the request's deadline.</summary>
    public const int DeadlineExceeded = -32013;
}

/// <param name="ProcessId">Of the editor's process: when it ends, so does the server. Null where it is not to be watched.</param>
/// <param name="Trusted">Whether the user trusts these folders. Without trust no program is run in them (git, for changed files).</param>
internal sealed record InitializeParams(
    int ProtocolVersion, string Client, string ClientVersion, int? ProcessId, bool Trusted, IReadOnlyList<FolderRef> Folders);

/// <param name="DataDirectory">Where indexes and the log are kept.</param>
internal sealed record InitializeResult(int ProtocolVersion, string ServerVersion, int ProcessId, string DataDirectory, string LogFile);

internal sealed record FolderRef(string Path, string Name);

/// <param name="Removed">Paths of folders.</param>
/// <param name="Trusted">As in <see cref="InitializeParams"/>, from now on.</param>
internal sealed record ChangeFoldersParams(IReadOnlyList<FolderRef> Added, IReadOnlyList<string> Removed, bool Trusted);

/// <summary>A document with unsaved changes: searches see this text in place of the file's.</summary>
internal sealed record DocumentParams(string Path, string Text);

/// <summary>A document that was saved, reverted or closed: the file counts again.</summary>
internal sealed record CloseDocumentParams(string Path);

/// <summary>Files that the editor saved, created, deleted or renamed (both names): they are indexed at once.</summary>
internal sealed record ChangeFilesParams(IReadOnlyList<string> Paths);

/// <param name="Limit">Hits wanted, 1 to 100.</param>
/// <param name="PatienceMs">How long to wait for a model that takes its time before a quicker one answers; null: until it answers.</param>
internal sealed record SearchParams(string Query, int Limit, FilterParams Filter, int? PatienceMs = null);

[JsonConverter(typeof(CamelCaseWords<TestFiles>))]
internal enum TestFiles
{
    Included,
    Excluded,
    Only,
}

/// <param name="Folders">Paths of workspace folders; empty for all.</param>
/// <param name="Languages">Names as in <see cref="LanguageStatus"/>; empty for all.</param>
/// <param name="Globs">Over paths relative to the folder, any of them; a leading '!' excludes. Empty for all.</param>
/// <param name="ChangedOnly">Only files that differ from the last commit, or are new.</param>
internal sealed record FilterParams(
    IReadOnlyList<string> Folders, IReadOnlyList<string> Languages, IReadOnlyList<string> Globs, bool ChangedOnly, TestFiles Tests);

/// <summary>Code like these lines of a file (its unsaved text, where there is one).</summary>
/// <param name="PatienceMs">As in <see cref="SearchParams"/>.</param>
internal sealed record SimilarParams(string Path, int StartLine, int EndLine, int Limit, int? PatienceMs = null);

/// <param name="Step">What answered: "bundled", another model's id, or "lexical".</param>
/// <param name="PendingFiles">Files still to be indexed: with any, the answer is from what is there.</param>
/// <param name="TookMs">In the server, without the pipe.</param>
/// <param name="Reason">Why it was not the chosen model that answered, for the user; empty when it was, or none is chosen.</param>
/// <param name="BetterSoon">Whether the same question, asked again without patience, will be answered by the chosen model.</param>
internal sealed record SearchResult(
    IReadOnlyList<Hit> Hits, string Step, int IndexedFiles, int PendingFiles, double TookMs, string Reason, bool BetterSoon);

/// <param name="Folder">Path of its workspace folder.</param>
/// <param name="Path">Relative to the folder, forward slashes.</param>
/// <param name="FocusLine">Where its name stands, or the line that tells most of the query: where to put the cursor.</param>
/// <param name="Preview">That line, trimmed.</param>
/// <param name="Score">Higher is better; comparable within one answer only.</param>
/// <param name="Similarity">Likeness of meaning to what was asked, 0 to 1 (cosine); null where words alone answered.</param>
/// <param name="Scope">Names around it, joined by '.'.</param>
/// <param name="Token">Of the answer that it is from, for <see cref="OpenedHitParams"/>; empty where opening it tells nothing of a model.</param>
/// <param name="Place">In its folder's answer, from 1.</param>
internal sealed record Hit(
    string Folder, string Path, int StartLine, int EndLine, int FocusLine, string Preview, string Snippet, double Score, double? Similarity,
    string? Symbol, string Scope, string Kind, string Language, string Token, int Place);

/// <summary>A hit that the user opened: counts for the model that answered. Kept on this machine.</summary>
internal sealed record OpenedHitParams(string Folder, string Token, int Place);

/// <summary>A call by a language model in the editor of one of the tools that agents have.</summary>
/// <param name="Tool">As `semsearch mcp` names it.</param>
/// <param name="Arguments">An object, as the model gave it.</param>
/// <param name="MostTokens">What the model has room for; null when it does not say.</param>
internal sealed record CallToolParams(string Tool, JsonElement Arguments, int? MostTokens);

/// <param name="Text">For the model to read; when the call failed: why, and what to do next.</param>
internal sealed record ToolResult(string Text, bool Failed);

internal sealed record DefinitionParams(string Path, int Line, int Column);

/// <summary>The definition whose name stands at a position; null in its place when none does.</summary>
internal sealed record DefinitionResult(string Name, string Kind, int StartLine, int EndLine);

[JsonConverter(typeof(CamelCaseWords<FolderState>))]
internal enum FolderState
{
    /// <summary>Another process writes this index; what it writes is searched here too.</summary>
    Waiting,
    Indexing,
    Ready,
    Paused,

    /// <summary>It cannot be indexed; the reason says why. What is there is searched.</summary>
    Failed,
}

/// <param name="Reason">Why it is in this state or degraded, for the user; empty where there is nothing to say.</param>
/// <param name="Degraded">Search works a step lower than it should: words only, or files are not followed by notification.</param>
/// <param name="FilesDone">Of <paramref name="FilesTotal"/>, while indexing.</param>
/// <param name="Model">How it stands with the model that was chosen; null when none is but the bundled one.</param>
/// <param name="Change">The change of the model that is under way; null when none is.</param>
/// <param name="Alerts">What is not as it should be, in words.</param>
internal sealed record FolderProgress(
    string Path, string Name, FolderState State, string Reason, bool Degraded, int FilesDone, int FilesTotal, ModelBuild? Model, ModelChange? Change,
    IReadOnlyList<AlertInfo> Alerts);

/// <param name="Candidate">Id of the model that is to take over.</param>
/// <param name="Share">Percent of the searches that it answers.</param>
internal sealed record ModelChange(MigrationStage Stage, string Candidate, int Share);

/// <param name="Rule">Its name, such as "memory".</param>
/// <param name="Text">What was measured, and what it should be.</param>
/// <param name="NextStep">What to do about it.</param>
internal sealed record AlertInfo(string Rule, string Text, string NextStep);

[JsonConverter(typeof(CamelCaseWords<ModelBuildState>))]
internal enum ModelBuildState
{
    /// <summary>Its vectors are computed in the background; the bundled model answers meanwhile.</summary>
    Building,
    Ready,

    /// <summary>The user stopped its building for now.</summary>
    Paused,

    /// <summary>It cannot be used now; search goes on with the bundled model.</summary>
    Unavailable,
}

/// <param name="Reason">Why it is unavailable, for the user; else empty.</param>
/// <param name="ChunksDone">Of <paramref name="ChunksTotal"/>.</param>
/// <param name="SecondsLeft">Null while it is not known.</param>
internal sealed record ModelBuild(string Id, ModelBuildState State, string Reason, long ChunksDone, long ChunksTotal, double? SecondsLeft);

/// <summary>Told on every change, at most ten times a second.</summary>
internal sealed record StatusChangedParams(IReadOnlyList<FolderProgress> Folders);

/// <param name="MemoryBytes">Resident memory of the server.</param>
internal sealed record StatusResult(IReadOnlyList<FolderStatus> Folders, long MemoryBytes);

internal sealed record FolderStatus(
    FolderProgress Progress, string IndexFile, long IndexBytes, string? Model, string Step, string StepReason, int ScannedFiles, int IndexedFiles,
    int FailedFiles, int PendingFiles, long Chunks, string? LastIndexed, IReadOnlyList<LanguageStatus> Languages, IReadOnlyList<SkippedFiles> Skipped);

internal sealed record LanguageStatus(string Language, int Files, long Chunks);

/// <param name="Example">One of them.</param>
internal sealed record SkippedFiles(string Reason, int Files, string Example);

internal sealed record FileParams(string Path);

/// <param name="State">indexed, skipped, failed, pending, missing or outside.</param>
/// <param name="Explanation">Sentences for the user.</param>
internal sealed record WhyResult(string Path, string State, string Explanation, int Chunks);

internal sealed record DoctorResult(IReadOnlyList<CheckResult> Checks);

/// <param name="Folder">Name of the folder it is about.</param>
/// <param name="NextStep">What to do when it is not well.</param>
internal sealed record CheckResult(string Folder, string Check, bool Ok, string Detail, string? NextStep);

/// <param name="Folder">Path of one folder; null for all.</param>
internal sealed record FolderParams(string? Folder);

/// <param name="Folder">Path of the folder that it is about.</param>
internal sealed record ModelsParams(string Folder);

/// <param name="Chosen">Id of the one that the folder is searched with; null for the bundled one.</param>
internal sealed record ModelsResult(IReadOnlyList<ModelInfo> Models, string? Chosen);

[JsonConverter(typeof(CamelCaseWords<ModelPlace>))]
internal enum ModelPlace
{
    /// <summary>It ships with the product and needs nothing.</summary>
    Bundled,
    Here,

    /// <summary>It is known, and can be downloaded.</summary>
    Missing,
}

/// <param name="SizeBytes">0 where it is not known.</param>
/// <param name="Licence">SPDX identifier, or words.</param>
/// <param name="TrainedFor">One line.</param>
/// <param name="Path">Of its file, where it is here.</param>
internal sealed record ModelInfo(
    string Id, ModelPlace Place, long SizeBytes, int Dimensions, string Licence, string TrainedFor, string? Path);

/// <param name="Model">Its id; null for the bundled one.</param>
internal sealed record UseModelParams(string Folder, string? Model);

internal sealed record ModelParams(string Folder, string Model);

/// <summary>What a model would cost for a folder on this machine, from a short trial.</summary>
/// <param name="Seconds">For all that is not embedded yet.</param>
/// <param name="QueryMs">What a question takes, warm.</param>
/// <param name="Summary">Sentences for the user.</param>
internal sealed record EstimateResult(long Chunks, long ChunksToEmbed, double Seconds, double QueryMs, long MemoryBytes, long DiskBytes, string Summary);

/// <summary>Told while a download, a check or a trial runs.</summary>
/// <param name="Total">0 where it is not known.</param>
internal sealed record ModelProgressParams(string Model, string What, long Done, long Total);

/// <param name="Pooling">mean, cls or last; null where the file says it.</param>
/// <param name="QueryPrefix">What the model wants before a question; null when not said yet.</param>
internal sealed record AddModelParams(string Path, string? Id, string? Pooling, string? QueryPrefix, string? DocumentPrefix);

[JsonConverter(typeof(CamelCaseWords<ModelQuestion>))]
internal enum ModelQuestion
{
    Pooling,
    QueryPrefix,
    DocumentPrefix,
}

/// <param name="Model">The model that was added; null while there are questions.</param>
/// <param name="Questions">What the file does not say, to be asked and sent again.</param>
internal sealed record AddModelResult(string? Model, IReadOnlyList<ModelQuestion> Questions);

/// <param name="Detail">Sentences for the user.</param>
internal sealed record VerifyModelResult(bool Ok, string Detail);

/// <param name="Folder">Path of the folder that it is about.</param>
internal sealed record MigrationParams(string Folder);

/// <param name="Automatic">Whether it moves on by itself where the figures allow it, and back where they do not.</param>
internal sealed record StartMigrationParams(string Folder, string Model, bool Automatic);

/// <param name="Share">Percent of the searches that the candidate is to answer, 1 to 100.</param>
internal sealed record CanaryParams(string Folder, int Share, bool Automatic);

/// <param name="Model">Id of an archived model; null for all of them.</param>
internal sealed record PurgeParams(string Folder, string? Model);

/// <param name="Hash">Of the text to be tried again; null for all.</param>
internal sealed record RetryParams(string Folder, string? Hash);

[JsonConverter(typeof(CamelCaseWords<MigrationStage>))]
internal enum MigrationStage
{
    /// <summary>There never was a change of the model.</summary>
    None,

    /// <summary>The candidate reads the code; the baseline answers.</summary>
    Building,

    /// <summary>The candidate could answer, and waits to be let.</summary>
    Ready,

    /// <summary>The candidate answers a share of the searches.</summary>
    Canary,

    /// <summary>The candidate answers all of them; the baseline is kept.</summary>
    Promoted,

    /// <summary>The baseline answers again.</summary>
    RolledBack,

    /// <summary>It is over, and there is nothing left to go back to.</summary>
    Ended,
}

/// <summary>Where a change of the model stands. A model is named by its id.</summary>
/// <param name="Active">What answers.</param>
/// <param name="Baseline">What answered before.</param>
/// <param name="Share">Percent of the searches that the candidate answers.</param>
/// <param name="Automatic">Whether it moves on by itself.</param>
/// <param name="Reason">Why it stands where it stands, for the user.</param>
/// <param name="Since">When it came to this stage, ISO 8601.</param>
/// <param name="ChunksDone">Of <paramref name="ChunksTotal"/>, while the candidate reads.</param>
/// <param name="SecondsLeft">Null while it is not known.</param>
/// <param name="BaselineFigures">Null before anything was asked.</param>
/// <param name="Errors">Texts that could not be read by the candidate.</param>
internal sealed record MigrationResult(
    MigrationStage Stage, string Active, string? Candidate, string? Baseline, int Share, bool Automatic, bool Paused, string Reason, string? Since,
    long ChunksDone, long ChunksTotal, double? SecondsLeft, SideFigures? BaselineFigures, SideFigures? CandidateFigures, int Errors,
    IReadOnlyList<GenerationInfo> Generations);

/// <summary>What the searches since the stage began say of one model.</summary>
/// <param name="P50">Milliseconds, as the other percentiles.</param>
/// <param name="ErrorRate">0 to 1, as the other rates.</param>
/// <param name="OpenedRate">Searches of which a hit was opened.</param>
internal sealed record SideFigures(string Model, int Queries, double P50, double P95, double P99, double ErrorRate, double EmptyRate, double OpenedRate);

[JsonConverter(typeof(CamelCaseWords<GenerationState>))]
internal enum GenerationState
{
    Building,

    /// <summary>It could answer, and stands by.</summary>
    Shadow,

    /// <summary>It answers.</summary>
    Active,

    /// <summary>Kept small; it can be brought back without being computed anew.</summary>
    Archived,
}

/// <param name="Bundled">Whether it is the bundled model's, which every file is indexed with at once: it stays.</param>
/// <param name="Chunks">That have a vector of this model, of <paramref name="Total"/>.</param>
/// <param name="Bytes">That purging it would give back, about.</param>
internal sealed record GenerationInfo(string Model, bool Bundled, int Dimensions, GenerationState State, long Chunks, long Total, long Bytes);

internal sealed record PurgeResult(IReadOnlyList<string> Models, long BytesBefore, long BytesAfter);

/// <param name="Errors">Oldest first.</param>
internal sealed record MigrationErrorsResult(IReadOnlyList<UnreadText> Errors);

/// <summary>A text that the candidate gave no vector for.</summary>
/// <param name="Hash">What <see cref="RetryParams"/> names it by.</param>
/// <param name="Path">Of a file that has it, relative to the folder, forward slashes.</param>
/// <param name="FailedAt">ISO 8601.</param>
internal sealed record UnreadText(string Hash, string Model, string Path, string Reason, int Attempts, string FailedAt);

/// <param name="Count">Texts that are tried again.</param>
internal sealed record RetryResult(int Count);

/// <summary>A mean with its 95 % confidence interval.</summary>
internal sealed record Interval(double Mean, double Low, double High);

/// <summary>Two models on the same questions about this folder's code. Measures are taken over the first ten hits.</summary>
/// <param name="ComparedAt">ISO 8601.</param>
/// <param name="MrrDifference">Candidate minus baseline, question by question.</param>
/// <param name="MeaningDifference">The same of <see cref="ComparedModel"/>'s MRR by meaning alone.</param>
/// <param name="Overlap">Share of hits that both give, 0 to 1.</param>
/// <param name="RankCorrelation">Of the hits that both give, -1 to 1.</param>
/// <param name="Differences">The questions on which they differ.</param>
/// <param name="Verdict">Sentences for the user.</param>
internal sealed record ComparisonResult(
    string ComparedAt, int Questions, ComparedModel Baseline, ComparedModel Candidate, Interval MrrDifference, Interval MeaningDifference, double Overlap, double RankCorrelation,
    IReadOnlyList<KindScore> Kinds, IReadOnlyList<ComparedQuestion> Differences, string Verdict);

/// <param name="MeaningMrr">MRR of the hits by vectors alone, without the words that searches look for besides.</param>
/// <param name="P50">Milliseconds, as the other percentiles.</param>
/// <param name="MemoryBytes">Null where it is not known.</param>
/// <param name="Failed">Questions that it gave no answer to.</param>
internal sealed record ComparedModel(
    string Model, int Dimensions, Interval Mrr, Interval Recall, Interval Ndcg, Interval MeaningMrr, double P50, double P95, double P99, long? MemoryBytes, int Failed);

[JsonConverter(typeof(CamelCaseWords<QuestionKind>))]
internal enum QuestionKind
{
    /// <summary>A definition's documentation, which asks for the definition.</summary>
    Documentation,

    /// <summary>A symbol's name, which asks for its definition.</summary>
    Symbol,

    /// <summary>A commit's subject, which asks for the code that it changed.</summary>
    Commit,

    /// <summary>A search of the user's, of which nobody knows what would be right.</summary>
    Asked,
}

internal sealed record KindScore(QuestionKind Kind, int Questions, double BaselineMrr, double CandidateMrr);

/// <param name="BaselineRank">Of the first right hit, from 1; null when it is not among the ten.</param>
internal sealed record ComparedQuestion(
    QuestionKind Kind, string Question, int? BaselineRank, int? CandidateRank, IReadOnlyList<ComparedPlace> Baseline, IReadOnlyList<ComparedPlace> Candidate);

/// <param name="Path">Relative to the folder, forward slashes.</param>
/// <param name="Right">Whether it is what the question asks for.</param>
internal sealed record ComparedPlace(string Path, int StartLine, int EndLine, string? Symbol, bool Right);

/// <param name="Ready">Whether searches are answered.</param>
/// <param name="Degraded">Whether they are answered a step lower than they should be.</param>
/// <param name="Reason">Why, for the user; empty where there is nothing to say.</param>
internal sealed record HealthResult(bool Ready, bool Degraded, string Reason, IReadOnlyList<AlertInfo> Alerts);

[JsonConverter(typeof(CamelCaseWords<Severity>))]
internal enum Severity
{
    Information,
    Warning,
    Error,
}

/// <summary>To be shown to the user, once.</summary>
internal sealed record MessageParams(Severity Severity, string Text);

/// <summary>For the editor's log channel. Never holds queries or code.</summary>
internal sealed record LogParams(Severity Severity, string Text);

internal sealed class CamelCaseWords<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>How the types above are written: camelCase, enumerations as words.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(InitializeParams))]
[JsonSerializable(typeof(InitializeResult))]
[JsonSerializable(typeof(ChangeFoldersParams))]
[JsonSerializable(typeof(DocumentParams))]
[JsonSerializable(typeof(CloseDocumentParams))]
[JsonSerializable(typeof(ChangeFilesParams))]
[JsonSerializable(typeof(SearchParams))]
[JsonSerializable(typeof(SimilarParams))]
[JsonSerializable(typeof(SearchResult))]
[JsonSerializable(typeof(DefinitionParams))]
[JsonSerializable(typeof(DefinitionResult))]
[JsonSerializable(typeof(StatusChangedParams))]
[JsonSerializable(typeof(StatusResult))]
[JsonSerializable(typeof(FileParams))]
[JsonSerializable(typeof(WhyResult))]
[JsonSerializable(typeof(DoctorResult))]
[JsonSerializable(typeof(FolderParams))]
[JsonSerializable(typeof(ModelsParams))]
[JsonSerializable(typeof(ModelsResult))]
[JsonSerializable(typeof(UseModelParams))]
[JsonSerializable(typeof(ModelParams))]
[JsonSerializable(typeof(EstimateResult))]
[JsonSerializable(typeof(ModelProgressParams))]
[JsonSerializable(typeof(AddModelParams))]
[JsonSerializable(typeof(AddModelResult))]
[JsonSerializable(typeof(VerifyModelResult))]
[JsonSerializable(typeof(OpenedHitParams))]
[JsonSerializable(typeof(CallToolParams))]
[JsonSerializable(typeof(ToolResult))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(MigrationParams))]
[JsonSerializable(typeof(StartMigrationParams))]
[JsonSerializable(typeof(CanaryParams))]
[JsonSerializable(typeof(PurgeParams))]
[JsonSerializable(typeof(RetryParams))]
[JsonSerializable(typeof(MigrationResult))]
[JsonSerializable(typeof(PurgeResult))]
[JsonSerializable(typeof(MigrationErrorsResult))]
[JsonSerializable(typeof(RetryResult))]
[JsonSerializable(typeof(ComparisonResult))]
[JsonSerializable(typeof(HealthResult))]
[JsonSerializable(typeof(MessageParams))]
[JsonSerializable(typeof(LogParams))]
internal sealed partial class RpcJson : JsonSerializerContext;
