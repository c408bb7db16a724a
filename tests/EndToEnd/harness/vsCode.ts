import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext } from "playwright-core";
import { launchBrowser } from "./browser";
import { eventually, patience } from "./eventually";
import { programs } from "./programs";
import { Scratch } from "./scratch";
import { ServerProcess, freePort } from "./serverProcess";
import { Window } from "./window";

export interface VsCodeOptions {
  /** The packaged extension to install. */
  readonly vsix: string;
  /** User settings, beside those that keep VS Code quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** "ask" leaves workspace trust on, so that a fresh folder is untrusted; the default trusts everything. */
  readonly trust?: "everything" | "ask";
  /** Variables for the server, its extension hosts and what those start. */
  readonly env?: Readonly<Record<string, string>>;
  /** Flags of VS Code's server that code-server passes through. */
  readonly serverFlags?: readonly string[];
}

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  /** VS Code's own parameters of the address, as it reads them in a browser. */
  readonly payload?: readonly (readonly [string, string])[];
  /** Called with the page before anything is loaded. */
  readonly prepare?: (context: BrowserContext) => Promise<void>;
}

/** What makes pictures repeatable and keeps VS Code from doing things that no test asked for. */
const quietSettings = {
  "workbench.reduceMotion": "on",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.colorTheme": "Dark 2026",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "always",
  "remote.autoForwardPorts": false,
  "git.autofetch": false,
  "editor.cursorBlinking": "solid",
  "files.autoSave": "off",
  "window.menuBarVisibility": "compact",
};

/** A VS Code server with our extension, and a browser: serves one window after another, each as fresh as on a new machine. */
export class VsCode {
  private readonly windows = new Set<Window>();

  private constructor(
    private readonly server: ServerProcess,
    private readonly browser: Browser,
    readonly scratch: Scratch,
    readonly port: number,
  ) {}

  static async start(options: VsCodeOptions): Promise<VsCode> {
    const { node, serverEntry } = programs();
    const scratch = new Scratch();
    scratch.write("data/User/settings.json", JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2));
    const port = await freePort();
    const places = [
      serverEntry,
      "--config",
      scratch.write("code-server.yaml", ""),
      "--user-data-dir",
      scratch.folder("data"),
      "--extensions-dir",
      scratch.folder("extensions"),
    ];
    const env = environment(scratch, options.env);
    await ServerProcess.start(node, [...places, "--install-extension", options.vsix], env).result(2 * patience);
    const flags = (options.serverFlags ?? []).flatMap((flag) => ["--vscode-option", flag]);
    if (options.trust !== "ask") flags.push("--disable-workspace-trust");
    const server = ServerProcess.start(
      node,
      [
        ...places,
        ...flags,
        "--auth",
        "none",
        "--bind-addr",
        `127.0.0.1:${port}`,
        "--disable-telemetry",
        "--disable-update-check",
        "--disable-getting-started-override",
        "--reconnection-grace-time",
        "5",
      ],
      env,
    );
    try {
      await untilHealthy(server, port);
      return new VsCode(server, await launchBrowser(), scratch, port);
    } catch (error) {
      server.kill();
      scratch.remove();
      throw error;
    }
  }

  /** Where VS Code unpacked the extension. */
  get installedExtension(): string {
    const folder = readdirSync(join(this.scratch.path, "extensions"), { withFileTypes: true }).find((entry) => entry.isDirectory());
    if (!folder) throw new Error("VS Code installed no extension.");
    return join(this.scratch.path, "extensions", folder.name);
  }

  /** Opens a folder, a .code-workspace file with several, or (null) nothing, in a window that knows nothing of the windows before it. */
  async open(path: string | null, options: OpenOptions = {}): Promise<Window> {
    const context = await this.browser.newContext({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await options.prepare?.(context);
    const address = new URL(`http://127.0.0.1:${this.port}/`);
    const several = path?.endsWith(".code-workspace") ?? false;
    if (path === null) address.searchParams.set("ew", "true");
    else address.searchParams.set(several ? "workspace" : "folder", path);
    if (options.payload) address.searchParams.set("payload", JSON.stringify(options.payload));
    const window = new Window(await context.newPage());
    this.windows.add(window);
    if (several) await window.loadWithFolders(address.href);
    else await window.load(address.href);
    return window;
  }

  /** Writes the settings of this machine, the only place where those of scope "machine" count; open windows heed it at once. */
  setMachineSettings(settings: Readonly<Record<string, unknown>>): void {
    this.scratch.write("data/Machine/settings.json", JSON.stringify(settings, undefined, 2));
  }

  get openWindows(): readonly Window[] {
    return [...this.windows];
  }

  async closeWindows(): Promise<void> {
    for (const window of this.windows) {
      this.windows.delete(window);
      await window.close();
    }
  }

  /** The ids of the processes below this server whose command line has the text, such as the sidecar's. */
  processes(commandLine: string): readonly number[] {
    return this.server
      .descendants()
      .filter((one) => one.commandLine.includes(commandLine))
      .map((one) => one.id);
  }

  /** Copies the server's and the extension hosts' logs, output channels among them. */
  copyLogs(folder: string): void {
    writeFileSync(join(folder, "server.log"), this.server.log);
    cpSync(join(this.scratch.path, "data", "logs"), join(folder, "logs"), { recursive: true });
  }

  async stop(): Promise<void> {
    await this.browser.close().finally(() => {
      this.server.kill();
      this.scratch.remove();
    });
  }
}

/** Only what a program needs to run: nothing of the developer's own VS Code, of its terminal, or of their configuration. */
function environment(scratch: Scratch, extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { PATH, LANG, DOTNET_ROOT, DOTNET_ROOT_X64 } = process.env;
  const inherited = Object.entries({ PATH, LANG, DOTNET_ROOT, DOTNET_ROOT_X64 }).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(inherited),
    HOME: scratch.folder("home"),
    TMPDIR: scratch.folder("tmp"),
    EXTENSIONS_GALLERY: "{}",
    ...extra,
  };
}

async function untilHealthy(server: ServerProcess, port: number): Promise<void> {
  await eventually(
    "VS Code's server to answer",
    async () => {
      if (server.hasEnded) return true;
      return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
    },
    2 * patience,
  );
  if (server.hasEnded) throw new Error(`VS Code's server ended:\n${server.log}`);
}
