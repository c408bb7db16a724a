import * as vscode from "vscode";
import type { Services } from "../services";
import type { MessageParams } from "../wire";
import { Once, SidecarStory } from "./news";

/** Shows what the server wants said, and what becomes of the server itself; each once. */
export function registerMessages({ client, sidecar }: Services): vscode.Disposable {
  const once = new Once();
  const story = new SidecarStory();
  return vscode.Disposable.from(
    client.onMessage((message) => {
      if (once.isNew(message.text)) void showMessage(message);
    }),
    sidecar.onState((state) => {
      const news = story.next(state);
      if (news === "restarting") void tellOfRestart(sidecar.reason);
      else if (news === "givenUp") void tellOfFailure(sidecar.reason);
    }),
  );
}

async function showMessage({ severity, text }: MessageParams): Promise<void> {
  const showLog = vscode.l10n.t("Show Log");
  if (severity === "information") await vscode.window.showInformationMessage(text);
  else {
    const show = severity === "error" ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
    if ((await show(text, showLog)) === showLog) await vscode.commands.executeCommand("semanticSearch.showLog");
  }
}

async function tellOfRestart(reason: string): Promise<void> {
  const showLog = vscode.l10n.t("Show Log");
  const text = vscode.l10n.t("{0} It is being restarted; nothing is lost.", reason);
  if ((await vscode.window.showWarningMessage(text, showLog)) === showLog) await vscode.commands.executeCommand("semanticSearch.showLog");
}

async function tellOfFailure(reason: string): Promise<void> {
  const restart = vscode.l10n.t("Restart");
  const showLog = vscode.l10n.t("Show Log");
  const chosen = await vscode.window.showErrorMessage(reason, restart, showLog);
  if (chosen === restart) await vscode.commands.executeCommand("semanticSearch.restart");
  else if (chosen === showLog) await vscode.commands.executeCommand("semanticSearch.showLog");
}
