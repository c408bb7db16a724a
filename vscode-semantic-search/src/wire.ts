// The types that cross the pipe between this extension and `semsearch serve`: the mirror of server/SemanticSearch.Server/Rpc/Wire.cs.
// Written by WireContractTests; do not edit: change Wire.cs and run `UPDATE_GOLDENS=1 npm test`.
// Paths are absolute and native unless said otherwise; lines count from 1, inclusive; columns count UTF-16 code units from 0.

/** The protocol's version: raised with every change that an older side would misunderstand. Both sides must have the same. */
export const protocolVersion = 2;

/** Requests are answered, notifications are not. */
export const methods = {
  initialize: "initialize",
  shutdown: "shutdown",
  exit: "exit",
  changeFolders: "folders/change",
  changeDocument: "document/change",
  closeDocument: "document/close",
  changeFiles: "files/change",
  search: "search",
  similar: "similar",
  definition: "definition",
  status: "status",
  why: "why",
  doctor: "doctor",
  pause: "index/pause",
  resume: "index/resume",
  rebuild: "index/rebuild",
  models: "models",
  useModel: "model/use",
  estimateModel: "model/estimate",
  downloadModel: "model/download",
  addModel: "model/add",
  removeModel: "model/remove",
  verifyModel: "model/verify",
  modelProgress: "model/progress",
  statusChanged: "status/changed",
  message: "message",
  log: "log",
} as const;

/** Error codes beside those of JSON-RPC 2.0. The message of each is a sentence for the user. */
export const errorCodes = {
  /** The request was cancelled by its sender. */
  cancelled: -32800,
  /** A request came before `initialize`. */
  notInitialized: -32002,
  /** The two sides speak different versions. */
  protocolMismatch: -32010,
  /** No such folder is open here, or the file lies in none of them. */
  notInWorkspace: -32011,
  /** The folder or its index cannot be used; the message says what to do. */
  workspace: -32012,
  /** The answer did not come within the request's deadline. */
  deadlineExceeded: -32013,
} as const;

export interface InitializeParams {
  readonly protocolVersion: number;
  readonly client: string;
  readonly clientVersion: string;
  /** Of the editor's process: when it ends, so does the server. Null where it is not to be watched. */
  readonly processId: number | null;
  /** Whether the user trusts these folders. Without trust no program is run in them (git, for changed files). */
  readonly trusted: boolean;
  readonly folders: readonly FolderRef[];
}

export interface InitializeResult {
  readonly protocolVersion: number;
  readonly serverVersion: string;
  readonly processId: number;
  /** Where indexes and the log are kept. */
  readonly dataDirectory: string;
  readonly logFile: string;
}

export interface FolderRef {
  readonly path: string;
  readonly name: string;
}

export interface ChangeFoldersParams {
  readonly added: readonly FolderRef[];
  /** Paths of folders. */
  readonly removed: readonly string[];
  /** As in InitializeParams, from now on. */
  readonly trusted: boolean;
}

/** A document with unsaved changes: searches see this text in place of the file's. */
export interface DocumentParams {
  readonly path: string;
  readonly text: string;
}

/** A document that was saved, reverted or closed: the file counts again. */
export interface CloseDocumentParams {
  readonly path: string;
}

/** Files that the editor saved, created, deleted or renamed (both names): they are indexed at once. */
export interface ChangeFilesParams {
  readonly paths: readonly string[];
}

export interface SearchParams {
  readonly query: string;
  /** Hits wanted, 1 to 100. */
  readonly limit: number;
  readonly filter: FilterParams;
  /** How long to wait for a model that takes its time before a quicker one answers; null: until it answers. */
  readonly patienceMs: number | null;
}

export type TestFiles =
  | "included"
  | "excluded"
  | "only";

export interface FilterParams {
  /** Paths of workspace folders; empty for all. */
  readonly folders: readonly string[];
  /** Names as in LanguageStatus; empty for all. */
  readonly languages: readonly string[];
  /** Over paths relative to the folder, any of them; a leading '!' excludes. Empty for all. */
  readonly globs: readonly string[];
  /** Only files that differ from the last commit, or are new. */
  readonly changedOnly: boolean;
  readonly tests: TestFiles;
}

/** Code like these lines of a file (its unsaved text, where there is one). */
export interface SimilarParams {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly limit: number;
  /** As in SearchParams. */
  readonly patienceMs: number | null;
}

export interface SearchResult {
  readonly hits: readonly Hit[];
  /** What answered: "bundled", another model's id, or "lexical". */
  readonly step: string;
  readonly indexedFiles: number;
  /** Files still to be indexed: with any, the answer is from what is there. */
  readonly pendingFiles: number;
  /** In the server, without the pipe. */
  readonly tookMs: number;
  /** Why it was not the chosen model that answered, for the user; empty when it was, or none is chosen. */
  readonly reason: string;
  /** Whether the same question, asked again without patience, will be answered by the chosen model. */
  readonly betterSoon: boolean;
}

export interface Hit {
  /** Path of its workspace folder. */
  readonly folder: string;
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Where its name stands, or the line that tells most of the query: where to put the cursor. */
  readonly focusLine: number;
  /** That line, trimmed. */
  readonly preview: string;
  readonly snippet: string;
  /** Higher is better; comparable within one answer only. */
  readonly score: number;
  /** Likeness of meaning to what was asked, 0 to 1 (cosine); null where words alone answered. */
  readonly similarity: number | null;
  readonly symbol: string | null;
  /** Names around it, joined by '.'. */
  readonly scope: string;
  readonly kind: string;
  readonly language: string;
}

export interface DefinitionParams {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The definition whose name stands at a position; null in its place when none does. */
export interface DefinitionResult {
  readonly name: string;
  readonly kind: string;
  readonly startLine: number;
  readonly endLine: number;
}

export type FolderState =
  | "waiting" // Another process writes this index; what it writes is searched here too.
  | "indexing"
  | "ready"
  | "paused"
  | "failed" // It cannot be indexed; the reason says why. What is there is searched.;

export interface FolderProgress {
  readonly path: string;
  readonly name: string;
  readonly state: FolderState;
  /** Why it is in this state or degraded, for the user; empty where there is nothing to say. */
  readonly reason: string;
  /** Search works a step lower than it should: words only, or files are not followed by notification. */
  readonly degraded: boolean;
  /** Of filesTotal, while indexing. */
  readonly filesDone: number;
  readonly filesTotal: number;
  /** How it stands with the model that was chosen; null when none is but the bundled one. */
  readonly model: ModelBuild | null;
}

export type ModelBuildState =
  | "building" // Its vectors are computed in the background; the bundled model answers meanwhile.
  | "ready"
  | "unavailable" // It cannot be used now; search goes on with the bundled model.;

export interface ModelBuild {
  readonly id: string;
  readonly state: ModelBuildState;
  /** Why it is unavailable, for the user; else empty. */
  readonly reason: string;
  /** Of chunksTotal. */
  readonly chunksDone: number;
  readonly chunksTotal: number;
  /** Null while it is not known. */
  readonly secondsLeft: number | null;
}

/** Told on every change, at most ten times a second. */
export interface StatusChangedParams {
  readonly folders: readonly FolderProgress[];
}

export interface StatusResult {
  readonly folders: readonly FolderStatus[];
  /** Resident memory of the server. */
  readonly memoryBytes: number;
}

export interface FolderStatus {
  readonly progress: FolderProgress;
  readonly indexFile: string;
  readonly indexBytes: number;
  readonly model: string | null;
  readonly step: string;
  readonly stepReason: string;
  readonly scannedFiles: number;
  readonly indexedFiles: number;
  readonly failedFiles: number;
  readonly pendingFiles: number;
  readonly chunks: number;
  readonly lastIndexed: string | null;
  readonly languages: readonly LanguageStatus[];
  readonly skipped: readonly SkippedFiles[];
}

export interface LanguageStatus {
  readonly language: string;
  readonly files: number;
  readonly chunks: number;
}

export interface SkippedFiles {
  readonly reason: string;
  readonly files: number;
  /** One of them. */
  readonly example: string;
}

export interface FileParams {
  readonly path: string;
}

export interface WhyResult {
  readonly path: string;
  /** indexed, skipped, failed, pending, missing or outside. */
  readonly state: string;
  /** Sentences for the user. */
  readonly explanation: string;
  readonly chunks: number;
}

export interface DoctorResult {
  readonly checks: readonly CheckResult[];
}

export interface CheckResult {
  /** Name of the folder it is about. */
  readonly folder: string;
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do when it is not well. */
  readonly nextStep: string | null;
}

export interface FolderParams {
  /** Path of one folder; null for all. */
  readonly folder: string | null;
}

export interface ModelsParams {
  /** Path of the folder that it is about. */
  readonly folder: string;
}

export interface ModelsResult {
  readonly models: readonly ModelInfo[];
  /** Id of the one that the folder is searched with; null for the bundled one. */
  readonly chosen: string | null;
}

export type ModelPlace =
  | "bundled" // It ships with the product and needs nothing.
  | "here"
  | "missing" // It is known, and can be downloaded.;

export interface ModelInfo {
  readonly id: string;
  readonly place: ModelPlace;
  /** 0 where it is not known. */
  readonly sizeBytes: number;
  readonly dimensions: number;
  /** SPDX identifier, or words. */
  readonly licence: string;
  /** One line. */
  readonly trainedFor: string;
  /** Of its file, where it is here. */
  readonly path: string | null;
}

export interface UseModelParams {
  readonly folder: string;
  /** Its id; null for the bundled one. */
  readonly model: string | null;
}

export interface ModelParams {
  readonly folder: string;
  readonly model: string;
}

/** What a model would cost for a folder on this machine, from a short trial. */
export interface EstimateResult {
  readonly chunks: number;
  readonly chunksToEmbed: number;
  /** For all that is not embedded yet. */
  readonly seconds: number;
  /** What a question takes, warm. */
  readonly queryMs: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Sentences for the user. */
  readonly summary: string;
}

/** Told while a download, a check or a trial runs. */
export interface ModelProgressParams {
  readonly model: string;
  readonly what: string;
  readonly done: number;
  /** 0 where it is not known. */
  readonly total: number;
}

export interface AddModelParams {
  readonly path: string;
  readonly id: string | null;
  /** mean, cls or last; null where the file says it. */
  readonly pooling: string | null;
  /** What the model wants before a question; null when not said yet. */
  readonly queryPrefix: string | null;
  readonly documentPrefix: string | null;
}

export type ModelQuestion =
  | "pooling"
  | "queryPrefix"
  | "documentPrefix";

export interface AddModelResult {
  /** The model that was added; null while there are questions. */
  readonly model: string | null;
  /** What the file does not say, to be asked and sent again. */
  readonly questions: readonly ModelQuestion[];
}

export interface VerifyModelResult {
  readonly ok: boolean;
  /** Sentences for the user. */
  readonly detail: string;
}

export type Severity =
  | "information"
  | "warning"
  | "error";

/** To be shown to the user, once. */
export interface MessageParams {
  readonly severity: Severity;
  readonly text: string;
}

/** For the editor's log channel. Never holds queries or code. */
export interface LogParams {
  readonly severity: Severity;
  readonly text: string;
}
