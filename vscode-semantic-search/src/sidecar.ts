import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import {
  type Disposable,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
  createMessageConnection,
} from "vscode-jsonrpc/node";
import { type Delay, byTimer } from "./delay";
import { methods, protocolVersion } from "./wire";
import type { InitializeParams, InitializeResult, Severity } from "./wire";

/** How to start the server; asked anew at every start, because settings and folders change. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly initialize: Omit<InitializeParams, "protocolVersion">;
}

export type SidecarState = "stopped" | "starting" | "running" | "restarting" | "failed";

/** A sentence for the user. */
export class SidecarError extends Error {}

/** Restarts that are tried within `restartWindow` before giving up. */
const mostRestarts = 4;
const restartWindow = 3 * 60_000;
/** Milliseconds before the first restart; doubled for each further one in the window. */
const firstDelay = 500;
/** Milliseconds that the server is given to end by itself. */
const shutdownPatience = 2_000;
/** Bytes of its standard error that are kept, to say why it died. */
const errorTail = 2_000;

interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: MessageConnection;
  readonly server: InitializeResult;
}

/** A start that is waited for: the requests that came meanwhile hang on it. */
interface PlannedStart {
  now(): void;
  callOff(error: SidecarError): void;
}

type Listener<T> = (value: T) => void;

/**
 * The server process: started when it is first needed, started again with growing delays when it dies, given up after several deaths in
 * a short time. Knows nothing of the editor.
 */
export class Sidecar {
  private current: Promise<Running> | undefined;
  private process: ChildProcessWithoutNullStreams | undefined;
  private deaths: number[] = [];
  private disposed = false;
  private planned: PlannedStart | undefined;
  private stateNow: SidecarState = "stopped";
  private whyFailed = "";
  private readonly stateListeners = new Set<Listener<SidecarState>>();
  private readonly notificationListeners = new Map<string, Set<Listener<unknown>>>();

  /**
   * @param launch How to start it; throws a SidecarError when that cannot be said.
   * @param log Lines for the log channel.
   */
  constructor(
    private readonly launch: () => Launch,
    private readonly log: (severity: Severity, text: string) => void,
    private readonly delay: Delay = byTimer,
  ) {}

  get state(): SidecarState {
    return this.stateNow;
  }

  /** Why it is "failed" or "restarting", in a sentence. */
  get reason(): string {
    return this.whyFailed;
  }

  /** Id of the server's process, while there is one. */
  get processId(): number | undefined {
    return this.process?.pid;
  }

  /** The running server's connection; starts it when it is stopped, waits when it is starting. Rejects with a SidecarError. */
  async connection(): Promise<MessageConnection> {
    if (this.disposed) throw shuttingDown();
    if (this.stateNow === "failed") throw new SidecarError(this.whyFailed);
    this.current ??= this.start();
    return (await this.current).connection;
  }

  onState(listener: Listener<SidecarState>): Disposable {
    this.stateListeners.add(listener);
    return { dispose: () => this.stateListeners.delete(listener) };
  }

  /** Listens to a notification from this and every later process. */
  onNotification<T>(method: string, listener: Listener<T>): Disposable {
    const listeners = this.notificationListeners.get(method) ?? new Set();
    this.notificationListeners.set(method, listeners);
    listeners.add(listener as Listener<unknown>);
    return { dispose: () => listeners.delete(listener as Listener<unknown>) };
  }

  /** Starts it anew, forgetting earlier deaths. */
  async restart(): Promise<void> {
    this.deaths = [];
    this.whyFailed = "";
    if (this.planned) {
      this.planned.now();
    } else {
      await this.stop();
      this.become("stopped");
    }
    await this.connection();
  }

  /** Ends it: asks first, then kills. */
  async dispose(): Promise<void> {
    this.disposed = true;
    this.planned?.callOff(shuttingDown());
    await this.stop();
  }

  private become(state: SidecarState): void {
    if (this.stateNow === state) return;
    this.stateNow = state;
    for (const listener of [...this.stateListeners]) listener(state);
  }

  private async start(): Promise<Running> {
    this.become("starting");
    try {
      const running = await this.launchProcess();
      this.become("running");
      return running;
    } catch (error) {
      // A server that cannot be started, or speaks another language, does not become better by trying again.
      if (!this.disposed) this.fail(error instanceof Error ? error.message : String(error));
      throw error instanceof SidecarError ? error : new SidecarError(this.whyFailed);
    }
  }

  private async launchProcess(): Promise<Running> {
    const launch = this.launch();
    const child = spawn(launch.command, launch.args, { env: { ...process.env, ...launch.env }, windowsHide: true });
    this.process = child;
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-errorTail);
      this.log("warning", text.trimEnd());
    });
    // A write to a server that just died: its exit says so.
    child.stdin.on("error", () => undefined);
    const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    const ended = new Promise<never>((_, reject) => {
      child.once("error", (error) => {
        reject(new SidecarError(`The search server could not be started (${error.message}).`));
      });
      child.once("exit", (code, signal) => {
        reject(new SidecarError(describeExit(code, signal, stderr)));
        connection.dispose();
      });
    });
    // One for all methods: some are listened to only while a request is under way.
    connection.onNotification((method, params) => {
      for (const listener of this.notificationListeners.get(method) ?? []) listener(params);
    });
    connection.onError(([error]) => {
      this.log("warning", `connection: ${error.message}`);
    });
    connection.listen();

    const server = await Promise.race([
      connection.sendRequest<InitializeResult>(methods.initialize, { protocolVersion, ...launch.initialize }),
      ended,
    ]).catch((error: unknown) => {
      child.kill();
      throw error;
    });
    this.log("information", `semsearch ${server.serverVersion} runs as process ${server.processId}; data in ${server.dataDirectory}`);
    ended.catch((error: unknown) => {
      if (this.process === child) this.died(error instanceof Error ? error.message : String(error));
    });
    return { process: child, connection, server };
  }

  private died(reason: string): void {
    this.process = undefined;
    this.current = undefined;
    if (this.disposed) return;
    this.log("error", reason);
    const now = Date.now();
    this.deaths = [...this.deaths.filter((time) => now - time < restartWindow), now];
    if (this.deaths.length > mostRestarts) {
      this.fail(`${reason} It was restarted ${mostRestarts} times and is left alone now.`);
      return;
    }
    this.whyFailed = reason;
    this.current = this.startAfter(firstDelay * 2 ** (this.deaths.length - 1));
    this.current.catch(() => undefined);
    this.become("restarting");
  }

  private startAfter(milliseconds: number): Promise<Running> {
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        this.planned = undefined;
        this.start().then(resolve, reject);
      };
      const stopWaiting = this.delay(begin, milliseconds);
      this.planned = {
        now: () => {
          stopWaiting();
          begin();
        },
        callOff: (error) => {
          stopWaiting();
          this.planned = undefined;
          reject(error);
        },
      };
    });
  }

  private fail(reason: string): void {
    this.process = undefined;
    this.current = undefined;
    this.whyFailed = reason;
    this.log("error", reason);
    this.become("failed");
  }

  private async stop(): Promise<void> {
    const child = this.process;
    const running = this.current;
    this.process = undefined;
    this.current = undefined;
    if (child?.exitCode !== null) return;
    const gone = new Promise<void>((resolve) =>
      child.once("exit", () => {
        resolve();
      }),
    );
    const spare = this.delay(() => child.kill("SIGKILL"), shutdownPatience);
    try {
      const { connection } = (await running) ?? {};
      await connection?.sendRequest(methods.shutdown);
      await connection?.sendNotification(methods.exit);
    } catch {
      // It is gone or cannot answer, which is what was wanted of it; the timer sees to the rest.
    }
    await gone;
    spare();
  }
}

function shuttingDown(): SidecarError {
  return new SidecarError("The extension is being shut down.");
}

function describeExit(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const last = stderr.trim().split("\n").at(-1) ?? "";
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code ?? "?"}`;
  return `The search server ${how}.${last ? ` It said: ${last}` : ""}`;
}
