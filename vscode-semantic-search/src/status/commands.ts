import * as vscode from "vscode";
import { askingCommand } from "../askingCommand";
import type { Services } from "../services";
import { doctorPage } from "./doctorPage";
import { Pages } from "./page";
import { rebuild } from "./rebuild";
import { statusPage } from "./statusPage";

/** The commands about the index and the server. */
export function registerStatusCommands(services: Services): vscode.Disposable {
  const { client, sidecar, log } = services;
  const pages = new Pages();
  return vscode.Disposable.from(
    pages,
    askingCommand("rebuild", () => rebuild(services)),
    askingCommand("pause", async () => {
      await client.pause(null);
    }),
    askingCommand("resume", async () => {
      await client.resume(null);
    }),
    askingCommand("showStatus", async () => {
      await pages.show(vscode.l10n.t("Semantic Search Status"), statusPage(await client.status(), vscode.workspace.isTrusted, vscode.l10n));
    }),
    askingCommand("why", (file) => why(services, file instanceof vscode.Uri ? file : vscode.window.activeTextEditor?.document.uri)),
    askingCommand("doctor", () => doctor(services, pages)),
    askingCommand("restart", async () => {
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
