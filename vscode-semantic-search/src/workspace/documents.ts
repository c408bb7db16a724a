import * as vscode from "vscode";
import type { Services } from "../services";
import { type EditedDocument, UnsavedTexts } from "./unsavedTexts";

/** Sends unsaved text, so that hits are right while one types. */
export function registerDocuments({ client, sidecar }: Services): vscode.Disposable {
  const texts = new UnsavedTexts({
    change: (path, text) => void client.changeDocument(path, text),
    close: (path) => void client.closeDocument(path),
  });
  const tellAll = (): void => {
    texts.tellAll(vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === "file").map(editedDocument));
  };
  return vscode.Disposable.from(
    texts,
    // Also comes when only "dirty" has changed: reverting and undoing back to what is saved.
    vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === "file") texts.edited(editedDocument(document));
    }),
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      texts.settled(uri.fsPath);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      texts.settled(uri.fsPath);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(tellAll),
    sidecar.onState((state) => {
      if (state === "running") tellAll();
    }),
  );
}

function editedDocument(document: vscode.TextDocument): EditedDocument {
  return {
    path: document.uri.fsPath,
    inWorkspace: vscode.workspace.getWorkspaceFolder(document.uri) !== undefined,
    get isDirty() {
      return document.isDirty;
    },
    text: () => document.getText(),
  };
}
