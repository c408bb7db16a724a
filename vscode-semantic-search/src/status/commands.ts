import * as vscode from "vscode";
import { foldersOnDisk } from "../launch";
import type { Services } from "../services";
import { doctorPage } from "./doctorPage";
import { Pages } from "./page";
import { rebuild } from "./rebuild";
import { statusPage } from "./statusPage";

/** The commands about the index and the server. */
export function registerStatusCommands(services: Services): vscode.Disposable {
  const { client, sidecar, log } = services;
  const pages = new Pages();
  /** A command that asks the server: explains itself without a folder, and says once in words what went wrong. */
  const asking = (name: string, act: (argument?: unknown) => Promise<void>): vscode.Disposable =>
    vscode.commands.registerCommand(`semanticSearch.${name}`, async (argument?: unknown) => {
      if (foldersOnDisk(vscode.workspace.workspaceFolders).length === 0) {
        await explainNoFolder();
        return;
      }
      try {
        await act(argument);
      } catch (error) {
        await sayWhatWentWrong(error);
      }
    });
  return vscode.Disposable.from(
    pages,
    asking("rebuild", () => rebuild(services)),
    asking("pause", async () => {
      await client.pause(null);
    }),
    asking("resume", async () => {
      await client.resume(null);
    }),
    asking("showStatus", async () => {
      await pages.show(vscode.l10n.t("Semantic Search Status"), statusPage(await client.status(), vscode.workspace.isTrusted, vscode.l10n));
    }),
    asking("why", (file) => why(services, file instanceof vscode.Uri ? file : vscode.window.activeTextEditor?.document.uri)),
    asking("doctor", () => doctor(services, pages)),
    asking("restart", async () => {
      // That it cannot be started is said by who listens to its state.
      await sidecar.restart().catch(() => undefined);
    }),
    vscode.commands.registerCommand("semanticSearch.showLog", () => {
      log.show();
    }),
  );
}

async function why({ client }: Services, file: vscode.Uri | undefined): Promise<void> {
  if (file?.scheme !== "file") {
    void vscode.window.showInformationMessage(
      vscode.l10n.t("Open a file, or use the menu of a file in the Explorer, to see why it is or is not found."),
    );
    return;
  }
  const { state, explanation } = await client.why(file.fsPath);
  const showStatus = vscode.l10n.t("Show Status");
  const resume = vscode.l10n.t("Resume Indexing");
  const name = vscode.workspace.asRelativePath(file);
  const chosen = await vscode.window.showInformationMessage(
    `${name}: ${explanation}`,
    ...(state === "pending" ? [resume, showStatus] : [showStatus]),
  );
  if (chosen === showStatus) await vscode.commands.executeCommand("semanticSearch.showStatus");
  else if (chosen === resume) await client.resume(null);
}

async function doctor({ client }: Services, pages: Pages): Promise<void> {
  const found = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Checking installation and index"), cancellable: true },
    (_, token) =>
      client.doctor(token).catch((error: unknown) => {
        if (token.isCancellationRequested) return undefined;
        throw error;
      }),
  );
  if (found) await pages.show(vscode.l10n.t("Semantic Search Check"), doctorPage(found, vscode.l10n));
}

async function explainNoFolder(): Promise<void> {
  const open = vscode.l10n.t("Open Folder");
  const text = vscode.l10n.t("Semantic Search works on the folders of a workspace, and none is open.");
  if ((await vscode.window.showInformationMessage(text, open)) === open)
    await vscode.commands.executeCommand("workbench.action.files.openFolder");
}

async function sayWhatWentWrong(error: unknown): Promise<void> {
  const showLog = vscode.l10n.t("Show Log");
  const text = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(text, showLog)) === showLog) await vscode.commands.executeCommand("semanticSearch.showLog");
}
