import * as vscode from "vscode";
import { foldersOnDisk } from "./launch";
import type { FolderRef } from "./wire";

/** The only folder, or the one that the user says. */
export async function chooseFolder(question: string): Promise<FolderRef | undefined> {
  const folders = foldersOnDisk(vscode.workspace.workspaceFolders);
  if (folders.length < 2) return folders[0];
  const items = folders.map((folder) => ({ label: folder.name, description: folder.path, folder }));
  return (await vscode.window.showQuickPick(items, { placeHolder: question }))?.folder;
}
