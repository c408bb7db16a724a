import { join, normalize } from "node:path";
import * as vscode from "vscode";
import { sayWhatWentWrong } from "../askingCommand";
import { foldersOnDisk } from "../launch";
import type { Act } from "../migration/acts";
import type { Plan } from "../migration/plan";
import { plan, run } from "../migration/run";
import { isUnderWay } from "../migration/steps";
import type { Services } from "../services";
import type { FolderRef } from "../wire";
import { type Drawing, type PageMessage, type Place, type Section, isPageMessage } from "./messages";
import { problemSection, sectionsOf } from "./page";
import { pageShell } from "./shell";

/** Milliseconds until the server is looked at again while the page is seen: sooner where something is on its way. */
const soon = 2_000;
const later = 10_000;

/** The page about the models of a folder, in one editor tab. Holds nothing but which folder it shows and a plan that nobody has acted on. */
export class ModelPage implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private folder: FolderRef | undefined;
  private plan: Plan | null = null;
  private revealed: string | null = null;
  /** Acts that are not finished: a second press of the same button does nothing. */
  private readonly acting = new Set<string>();
  private drawing = false;
  private again = false;
  private closed = false;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly services: Services,
    extension: vscode.Uri,
  ) {
    panel.webview.options = { enableScripts: true, localResourceRoots: [vscode.Uri.joinPath(extension, "dist")] };
    this.disposables = [
      panel.webview.onDidReceiveMessage((message: unknown) => {
        if (isPageMessage(message)) void this.receive(message);
      }),
      panel.onDidChangeViewState(() => void this.draw()),
      services.sidecar.onState(() => void this.draw()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => void this.draw()),
    ];
    panel.webview.html = pageShell(panel.webview, extension);
  }

  onClosed(listener: () => void): void {
    this.disposables.push(this.panel.onDidDispose(listener));
  }

  /** Shows a folder, and brings a section into sight. */
  show(folder: FolderRef | undefined, planned: Plan | null, section: string | null): void {
    if (folder) this.choose(folder);
    if (planned) this.plan = planned;
    this.revealed = section;
    this.panel.reveal();
    void this.draw();
  }

  dispose(): void {
    this.closed = true;
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
    this.panel.dispose();
  }

  private async receive(message: PageMessage): Promise<void> {
    switch (message.type) {
      case "ready":
        this.folder ??= foldersNow().find(({ path }) => path === message.folder);
        await this.draw();
        break;
      case "folder": {
        const chosen = foldersNow().find(({ path }) => path === message.path);
        if (chosen) this.choose(chosen);
        await this.draw();
        break;
      }
      case "open":
        if (this.folder) await openPlace(this.folder.path, message.place);
        break;
      case "command":
        await vscode.commands.executeCommand(message.command);
        break;
      default:
        await this.act(message);
    }
  }

  private choose(folder: FolderRef): void {
    if (folder.path !== this.folder?.path) this.plan = null;
    this.folder = folder;
  }

  private async act(act: Act): Promise<void> {
    const { folder } = this;
    const key = JSON.stringify(act);
    if (!folder || this.acting.has(key)) return;
    this.acting.add(key);
    try {
      if (act.type === "choose") {
        this.plan = (await plan(this.services.client, folder.path)) ?? this.plan;
        this.revealed = "steps";
      } else {
        await run(this.services.client, folder.path, act);
        if (act.type === "start") this.plan = null;
        if (act.type === "compare") this.revealed = "comparison";
      }
    } catch (error) {
      void sayWhatWentWrong(error);
    } finally {
      this.acting.delete(key);
    }
    await this.draw();
  }

  /** One at a time; what happens meanwhile is drawn after it. */
  private async draw(): Promise<void> {
    if (this.closed || !this.panel.visible) return;
    if (this.drawing) {
      this.again = true;
      return;
    }
    this.drawing = true;
    clearTimeout(this.timer);
    const pause = await this.drawOnce();
    this.drawing = false;
    if (this.again) await this.draw();
    else this.timer = setTimeout(() => void this.draw(), pause);
  }

  /** @returns Milliseconds until it may look otherwise. */
  private async drawOnce(): Promise<number> {
    this.again = false;
    const folders = foldersNow();
    this.folder = folders.find(({ path }) => path === this.folder?.path) ?? folders[0];
    if (!this.folder) {
      await this.tell("", [problemSection(vscode.l10n.t("No folder is open. Open one, and its models are shown here."), vscode.l10n)]);
      return later;
    }
    const { folder, plan } = this;
    const { client } = this.services;
    try {
      const [status, health, comparison] = await Promise.all([
        client.migration(folder.path),
        client.health(folder.path),
        client.lastComparison(folder.path),
      ]);
      const { errors } = status.errors > 0 ? await client.migrationErrors(folder.path) : { errors: [] };
      await this.tell(folder.path, sectionsOf({ folder, folders, status, health, plan, comparison, errors }, vscode.l10n));
      return isUnderWay(status.stage) ? soon : later;
    } catch (error) {
      await this.tell(folder.path, [problemSection(messageOf(error), vscode.l10n)]);
      return later;
    }
  }

  private async tell(folder: string, sections: readonly Section[]): Promise<void> {
    if (this.closed) return;
    const drawing: Drawing = { folder, sections, reveal: this.revealed };
    if (await this.panel.webview.postMessage(drawing)) this.revealed = null;
  }
}

function foldersNow(): FolderRef[] {
  return foldersOnDisk(vscode.workspace.workspaceFolders);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Opens lines of a file beside the page, which stays in sight. */
async function openPlace(folder: string, { path, startLine, endLine }: Place): Promise<void> {
  const relative = normalize(path);
  if (relative.startsWith("..")) return;
  try {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(join(folder, relative)), { viewColumn: vscode.ViewColumn.Beside });
    const lines = editor.document.validateRange(new vscode.Range(startLine - 1, 0, endLine - 1, Number.MAX_SAFE_INTEGER));
    // From the end, so that the cursor stands where they begin.
    editor.selection = new vscode.Selection(lines.end, lines.start);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  } catch (error) {
    void sayWhatWentWrong(error);
  }
}
