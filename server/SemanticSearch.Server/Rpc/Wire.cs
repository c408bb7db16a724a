using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticSearch.Server.Rpc;

// Everything that crosses the pipe between an editor and `semsearch serve`, and nothing else. Its mirror is vscode-semantic-search/src/wire.ts, which
// WireContractTests writes from this file and compares with it. Paths are absolute and native unless said otherwise; lines count from 1, inclusive;
// columns count UTF-16 code units from 0.

/// <summary>The protocol's version: raised with every change that an older side would misunderstand. Both sides must have the same.</summary>
internal static class Protocol
{
    public const int Version = 1;
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
internal sealed record SearchParams(string Query, int Limit, FilterParams Filter);

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
internal sealed record SimilarParams(string Path, int StartLine, int EndLine, int Limit);

/// <param name="Step">What answered: "bundled", another model's id, or "lexical".</param>
/// <param name="PendingFiles">Files still to be indexed: with any, the answer is from what is there.</param>
/// <param name="TookMs">In the server, without the pipe.</param>
internal sealed record SearchResult(IReadOnlyList<Hit> Hits, string Step, int IndexedFiles, int PendingFiles, double TookMs);

/// <param name="Folder">Path of its workspace folder.</param>
/// <param name="Path">Relative to the folder, forward slashes.</param>
/// <param name="FocusLine">Where its name stands, or the line that tells most of the query: where to put the cursor.</param>
/// <param name="Preview">That line, trimmed.</param>
/// <param name="Score">Higher is better; comparable within one answer only.</param>
/// <param name="Similarity">Likeness of meaning to what was asked, 0 to 1 (cosine); null where words alone answered.</param>
/// <param name="Scope">Names around it, joined by '.'.</param>
internal sealed record Hit(
    string Folder, string Path, int StartLine, int EndLine, int FocusLine, string Preview, string Snippet, double Score, double? Similarity,
    string? Symbol, string Scope, string Kind, string Language);

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
internal sealed record FolderProgress(
    string Path, string Name, FolderState State, string Reason, bool Degraded, int FilesDone, int FilesTotal);

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
[JsonSerializable(typeof(MessageParams))]
[JsonSerializable(typeof(LogParams))]
internal sealed partial class RpcJson : JsonSerializerContext;
