// The types that cross the pipe between this extension and `semsearch serve`: the mirror of server/SemanticSearch.Server/Rpc/Wire.cs.
// Written by WireContractTests; do not edit: change Wire.cs and run `UPDATE_GOLDENS=1 npm test`.
// Paths are absolute and native unless said otherwise; lines count from 1, inclusive; columns count UTF-16 code units from 0.

/** The protocol's version: raised with every change that an older side would misunderstand. Both sides must have the same. */
export const protocolVersion = 3;

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
  migrationStatus: "migration/status",
  planMigration: "migration/plan",
  startMigration: "migration/start",
  compareModels: "migration/compare",
  lastComparison: "migration/comparison",
  canary: "migration/canary",
  promote: "migration/promote",
  rollBack: "migration/rollback",
  pauseMigration: "migration/pause",
  resumeMigration: "migration/resume",
  archiveModel: "migration/archive",
  purgeModels: "migration/purge",
  migrationErrors: "migration/errors",
  retryMigration: "migration/retry",
  health: "health",
  openedHit: "search/opened",
  callTool: "agent/call",
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
  /** Of the answer that it is from, for OpenedHitParams; empty where opening it tells nothing of a model. */
  readonly token: string;
  /** In its folder's answer, from 1. */
  readonly place: number;
}

/** A hit that the user opened: counts for the model that answered. Kept on this machine. */
export interface OpenedHitParams {
  readonly folder: string;
  readonly token: string;
  readonly place: number;
}

/** A call by a language model in the editor of one of the tools that agents have. */
export interface CallToolParams {
  /** As `semsearch mcp` names it. */
  readonly tool: string;
  /** An object, as the model gave it. */
  readonly arguments: unknown;
  /** What the model has room for; null when it does not say. */
  readonly mostTokens: number | null;
}

export interface ToolResult {
  /** For the model to read; when the call failed: why, and what to do next. */
  readonly text: string;
  readonly failed: boolean;
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
  /** The change of the model that is under way; null when none is. */
  readonly change: ModelChange | null;
  /** What is not as it should be, in words. */
  readonly alerts: readonly AlertInfo[];
}

export interface ModelChange {
  readonly stage: MigrationStage;
  /** Id of the model that is to take over. */
  readonly candidate: string;
  /** Percent of the searches that it answers. */
  readonly share: number;
}

export interface AlertInfo {
  /** Its name, such as "memory". */
  readonly rule: string;
  /** What was measured, and what it should be. */
  readonly text: string;
  /** What to do about it. */
  readonly nextStep: string;
}

export type ModelBuildState =
  | "building" // Its vectors are computed in the background; the bundled model answers meanwhile.
  | "ready"
  | "paused" // The user stopped its building for now.
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

export interface MigrationParams {
  /** Path of the folder that it is about. */
  readonly folder: string;
}

export interface StartMigrationParams {
  readonly folder: string;
  readonly model: string;
  /** Whether it moves on by itself where the figures allow it, and back where they do not. */
  readonly automatic: boolean;
}

export interface CanaryParams {
  readonly folder: string;
  /** Percent of the searches that the candidate is to answer, 1 to 100. */
  readonly share: number;
  readonly automatic: boolean;
}

export interface PurgeParams {
  readonly folder: string;
  /** Id of an archived model; null for all of them. */
  readonly model: string | null;
}

export interface RetryParams {
  readonly folder: string;
  /** Of the text to be tried again; null for all. */
  readonly hash: string | null;
}

export type MigrationStage =
  | "none" // There never was a change of the model.
  | "building" // The candidate reads the code; the baseline answers.
  | "ready" // The candidate could answer, and waits to be let.
  | "canary" // The candidate answers a share of the searches.
  | "promoted" // The candidate answers all of them; the baseline is kept.
  | "rolledBack" // The baseline answers again.
  | "ended" // It is over, and there is nothing left to go back to.;

/** Where a change of the model stands. A model is named by its id. */
export interface MigrationResult {
  readonly stage: MigrationStage;
  /** What answers. */
  readonly active: string;
  readonly candidate: string | null;
  /** What answered before. */
  readonly baseline: string | null;
  /** Percent of the searches that the candidate answers. */
  readonly share: number;
  /** Whether it moves on by itself. */
  readonly automatic: boolean;
  readonly paused: boolean;
  /** Why it stands where it stands, for the user. */
  readonly reason: string;
  /** When it came to this stage, ISO 8601. */
  readonly since: string | null;
  /** Of chunksTotal, while the candidate reads. */
  readonly chunksDone: number;
  readonly chunksTotal: number;
  /** Null while it is not known. */
  readonly secondsLeft: number | null;
  /** Null before anything was asked. */
  readonly baselineFigures: SideFigures | null;
  readonly candidateFigures: SideFigures | null;
  /** Texts that could not be read by the candidate. */
  readonly errors: number;
  readonly generations: readonly GenerationInfo[];
}

/** What the searches since the stage began say of one model. */
export interface SideFigures {
  readonly model: string;
  readonly queries: number;
  /** Milliseconds, as the other percentiles. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** 0 to 1, as the other rates. */
  readonly errorRate: number;
  readonly emptyRate: number;
  /** Searches of which a hit was opened. */
  readonly openedRate: number;
}

export type GenerationState =
  | "building"
  | "shadow" // It could answer, and stands by.
  | "active" // It answers.
  | "archived" // Kept small; it can be brought back without being computed anew.;

export interface GenerationInfo {
  readonly model: string;
  /** Whether it is the bundled model's, which every file is indexed with at once: it stays. */
  readonly bundled: boolean;
  readonly dimensions: number;
  readonly state: GenerationState;
  /** That have a vector of this model, of total. */
  readonly chunks: number;
  readonly total: number;
  /** That purging it would give back, about. */
  readonly bytes: number;
}

export interface PurgeResult {
  readonly models: readonly string[];
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface MigrationErrorsResult {
  /** Oldest first. */
  readonly errors: readonly UnreadText[];
}

/** A text that the candidate gave no vector for. */
export interface UnreadText {
  /** What RetryParams names it by. */
  readonly hash: string;
  readonly model: string;
  /** Of a file that has it, relative to the folder, forward slashes. */
  readonly path: string;
  readonly reason: string;
  readonly attempts: number;
  /** ISO 8601. */
  readonly failedAt: string;
}

export interface RetryResult {
  /** Texts that are tried again. */
  readonly count: number;
}

/** A mean with its 95 % confidence interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Two models on the same questions about this folder's code. Measures are taken over the first ten hits. */
export interface ComparisonResult {
  /** ISO 8601. */
  readonly comparedAt: string;
  readonly questions: number;
  readonly baseline: ComparedModel;
  readonly candidate: ComparedModel;
  /** Candidate minus baseline, question by question. */
  readonly mrrDifference: Interval;
  /** The same of ComparedModel's MRR by meaning alone. */
  readonly meaningDifference: Interval;
  /** Share of hits that both give, 0 to 1. */
  readonly overlap: number;
  /** Of the hits that both give, -1 to 1. */
  readonly rankCorrelation: number;
  readonly kinds: readonly KindScore[];
  /** The questions on which they differ. */
  readonly differences: readonly ComparedQuestion[];
  /** Sentences for the user. */
  readonly verdict: string;
}

export interface ComparedModel {
  readonly model: string;
  readonly dimensions: number;
  readonly mrr: Interval;
  readonly recall: Interval;
  readonly ndcg: Interval;
  /** MRR of the hits by vectors alone, without the words that searches look for besides. */
  readonly meaningMrr: Interval;
  /** Milliseconds, as the other percentiles. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Null where it is not known. */
  readonly memoryBytes: number | null;
  /** Questions that it gave no answer to. */
  readonly failed: number;
}

export type QuestionKind =
  | "documentation" // A definition's documentation, which asks for the definition.
  | "symbol" // A symbol's name, which asks for its definition.
  | "commit" // A commit's subject, which asks for the code that it changed.
  | "asked" // A search of the user's, of which nobody knows what would be right.;

export interface KindScore {
  readonly kind: QuestionKind;
  readonly questions: number;
  readonly baselineMrr: number;
  readonly candidateMrr: number;
}

export interface ComparedQuestion {
  readonly kind: QuestionKind;
  readonly question: string;
  /** Of the first right hit, from 1; null when it is not among the ten. */
  readonly baselineRank: number | null;
  readonly candidateRank: number | null;
  readonly baseline: readonly ComparedPlace[];
  readonly candidate: readonly ComparedPlace[];
}

export interface ComparedPlace {
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string | null;
  /** Whether it is what the question asks for. */
  readonly right: boolean;
}

export interface HealthResult {
  /** Whether searches are answered. */
  readonly ready: boolean;
  /** Whether they are answered a step lower than they should be. */
  readonly degraded: boolean;
  /** Why, for the user; empty where there is nothing to say. */
  readonly reason: string;
  readonly alerts: readonly AlertInfo[];
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
