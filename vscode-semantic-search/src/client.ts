import { type CancellationToken, type Disposable, ErrorCodes, ResponseError } from "vscode-jsonrpc/node";
import type { Sidecar } from "./sidecar";
import { methods } from "./wire";
import type {
  AddModelParams,
  AddModelResult,
  ChangeFoldersParams,
  DefinitionParams,
  CallToolParams,
  CanaryParams,
  ComparisonResult,
  DefinitionResult,
  DoctorResult,
  EstimateResult,
  HealthResult,
  Hit,
  LogParams,
  MessageParams,
  MigrationErrorsResult,
  MigrationResult,
  ModelProgressParams,
  ModelsResult,
  PurgeResult,
  RetryResult,
  SearchParams,
  SearchResult,
  SimilarParams,
  StartMigrationParams,
  StatusChangedParams,
  StatusResult,
  ToolResult,
  VerifyModelResult,
  WhyResult,
} from "./wire";

/** The server's requests and notifications, typed. Waits for the server where it is starting; rejects with a sentence for the user. */
export class Client {
  constructor(private readonly sidecar: Sidecar) {}

  search(params: SearchParams, token?: CancellationToken): Promise<SearchResult> {
    return this.request(methods.search, params, token);
  }

  similar(params: SimilarParams, token?: CancellationToken): Promise<SearchResult> {
    return this.request(methods.similar, params, token);
  }

  /** One of the tools that agents have. */
  callTool(params: CallToolParams, token?: CancellationToken): Promise<ToolResult> {
    return this.request(methods.callTool, params, token);
  }

  /** The definition whose name stands at a position. A look-up in one file, not a search. */
  definition(params: DefinitionParams, token?: CancellationToken): Promise<DefinitionResult | null> {
    return this.request(methods.definition, params, token);
  }

  status(token?: CancellationToken): Promise<StatusResult> {
    return this.request(methods.status, null, token);
  }

  why(path: string): Promise<WhyResult> {
    return this.request(methods.why, { path });
  }

  doctor(token?: CancellationToken): Promise<DoctorResult> {
    return this.request(methods.doctor, null, token);
  }

  /** @param folder Path of one folder; null for all. */
  pause(folder: string | null): Promise<null> {
    return this.request(methods.pause, { folder });
  }

  resume(folder: string | null): Promise<null> {
    return this.request(methods.resume, { folder });
  }

  /** Answered when the rebuild has begun; status notifications tell the rest. */
  rebuild(folder: string | null): Promise<null> {
    return this.request(methods.rebuild, { folder });
  }

  /** @param folder Path of the folder that it is about; so for all that follow about models. */
  models(folder: string): Promise<ModelsResult> {
    return this.request(methods.models, { folder });
  }

  /** @param model Its id; null for the bundled one. */
  useModel(folder: string, model: string | null): Promise<null> {
    return this.request(methods.useModel, { folder, model });
  }

  /** Tries the model on this machine, which takes some seconds up to minutes. */
  estimateModel(folder: string, model: string, token?: CancellationToken): Promise<EstimateResult> {
    return this.request(methods.estimateModel, { folder, model }, token);
  }

  /** Answered when the model is here and checked. What a cancelled download has fetched is kept, and the next one goes on from there. */
  downloadModel(folder: string, model: string, token?: CancellationToken): Promise<null> {
    return this.request(methods.downloadModel, { folder, model }, token);
  }

  addModel(params: AddModelParams, token?: CancellationToken): Promise<AddModelResult> {
    return this.request(methods.addModel, params, token);
  }

  removeModel(folder: string, model: string): Promise<null> {
    return this.request(methods.removeModel, { folder, model });
  }

  verifyModel(folder: string, model: string, token?: CancellationToken): Promise<VerifyModelResult> {
    return this.request(methods.verifyModel, { folder, model }, token);
  }

  migration(folder: string): Promise<MigrationResult> {
    return this.request(methods.migrationStatus, { folder });
  }

  /** Tries a model on this machine, which takes some seconds up to minutes. */
  planMigration(folder: string, model: string, token?: CancellationToken): Promise<EstimateResult> {
    return this.request(methods.planMigration, { folder, model }, token);
  }

  /** Answered when it has begun; the candidate is built in the background. */
  startMigration(params: StartMigrationParams, token?: CancellationToken): Promise<MigrationResult> {
    return this.request(methods.startMigration, params, token);
  }

  /** Asks both models the same questions, which takes seconds up to minutes. */
  compareModels(folder: string, token?: CancellationToken): Promise<ComparisonResult> {
    return this.request(methods.compareModels, { folder }, token);
  }

  /** The last comparison of the models that a change is about; null when there was none. */
  lastComparison(folder: string): Promise<ComparisonResult | null> {
    return this.request(methods.lastComparison, { folder });
  }

  canary(params: CanaryParams): Promise<MigrationResult> {
    return this.request(methods.canary, params);
  }

  promote(folder: string): Promise<MigrationResult> {
    return this.request(methods.promote, { folder });
  }

  rollBack(folder: string): Promise<MigrationResult> {
    return this.request(methods.rollBack, { folder });
  }

  pauseMigration(folder: string): Promise<MigrationResult> {
    return this.request(methods.pauseMigration, { folder });
  }

  resumeMigration(folder: string): Promise<MigrationResult> {
    return this.request(methods.resumeMigration, { folder });
  }

  archiveModel(folder: string, model: string): Promise<MigrationResult> {
    return this.request(methods.archiveModel, { folder, model });
  }

  /** @param model Id of an archived one; null for all of them. */
  purgeModels(folder: string, model: string | null, token?: CancellationToken): Promise<PurgeResult> {
    return this.request(methods.purgeModels, { folder, model }, token);
  }

  migrationErrors(folder: string): Promise<MigrationErrorsResult> {
    return this.request(methods.migrationErrors, { folder });
  }

  /** @param hash Of a text that could not be read; null for all of them. */
  retryMigration(folder: string, hash: string | null): Promise<RetryResult> {
    return this.request(methods.retryMigration, { folder, hash });
  }

  health(folder: string): Promise<HealthResult> {
    return this.request(methods.health, { folder });
  }

  /** Tells that the user opened a hit. */
  opened({ folder, token, place }: Pick<Hit, "folder" | "token" | "place">): Promise<void> {
    return this.notify(methods.openedHit, { folder, token, place });
  }

  changeFolders(params: ChangeFoldersParams): Promise<void> {
    return this.notify(methods.changeFolders, params);
  }

  changeDocument(path: string, text: string): Promise<void> {
    return this.notify(methods.changeDocument, { path, text });
  }

  closeDocument(path: string): Promise<void> {
    return this.notify(methods.closeDocument, { path });
  }

  changeFiles(paths: readonly string[]): Promise<void> {
    return this.notify(methods.changeFiles, { paths });
  }

  onStatus(listener: (status: StatusChangedParams) => void): Disposable {
    return this.sidecar.onNotification(methods.statusChanged, listener);
  }

  onModelProgress(listener: (progress: ModelProgressParams) => void): Disposable {
    return this.sidecar.onNotification(methods.modelProgress, listener);
  }

  onMessage(listener: (message: MessageParams) => void): Disposable {
    return this.sidecar.onNotification(methods.message, listener);
  }

  onLog(listener: (entry: LogParams) => void): Disposable {
    return this.sidecar.onNotification(methods.log, listener);
  }

  /** Asks once more where the server died before it answered: every request may be made twice. */
  private async request<R>(method: string, params: object | null, token?: CancellationToken): Promise<R> {
    try {
      return await this.send(method, params, token);
    } catch (error) {
      if (!(error instanceof ResponseError) || error.code !== ErrorCodes.PendingResponseRejected) throw error;
      if (token?.isCancellationRequested) throw error;
      return this.send(method, params, token);
    }
  }

  private async send<R>(method: string, params: object | null, token?: CancellationToken): Promise<R> {
    const connection = await this.sidecar.connection();
    // JSON-RPC's params are an object or left out, never null.
    const args = params === null ? [] : [params];
    return token ? connection.sendRequest<R>(method, ...args, token) : connection.sendRequest<R>(method, ...args);
  }

  /** For what only a running server needs to know: one that starts later is told everything anew. */
  private async notify(method: string, params: object): Promise<void> {
    if (this.sidecar.state !== "running") return;
    const connection = await this.sidecar.connection();
    await connection.sendNotification(method, params);
  }
}
