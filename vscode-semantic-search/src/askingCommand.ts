import * as vscode from "vscode";
import { foldersOnDisk } from "./launch";

/** Registers a command that asks the server: explains itself without a folder, and says once in words what went wrong. */
export function askingCommand(name: string, act: (argument?: unknown) => Promise<void>): vscode.Disposable {
  return vscode.commands.registerCommand(`semanticSearch.${name}`, async (argument?: unknown) => {
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
}

async function explainNoFolder(): Promise<void> {
  const open = vscode.l10n.t("Open Folder");
  const text = vscode.l10n.t("Semantic Search works on the folders of a workspace, and none is open.");
  if ((await vscode.window.showInformationMessage(text, open)) === open)
    await vscode.commands.executeCommand("workbench.action.files.openFolder");
}

export async function sayWhatWentWrong(error: unknown): Promise<void> {
  const showLog = vscode.l10n.t("Show Log");
  const text = error instanceof Error ? error.message : String(error);
  if ((await vscode.window.showErrorMessage(text, showLog)) === showLog) await vscode.commands.executeCommand("semanticSearch.showLog");
}
