import * as vscode from "vscode";
import type { Services } from "../services";
import { ChangedPaths } from "./changedPaths";

/** Tells of files that the editor itself changes: the server would notice them too, only later. */
export function registerFiles({ client }: Services): vscode.Disposable {
  const changed = new ChangedPaths((paths) => void client.changeFiles(paths));
  const add = (...uris: readonly vscode.Uri[]): void => {
    changed.add(...uris.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath));
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      add(uri);
    }),
    vscode.workspace.onDidCreateFiles(({ files }) => {
      add(...files);
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      add(...files);
    }),
    vscode.workspace.onDidRenameFiles(({ files }) => {
      add(...files.flatMap(({ oldUri, newUri }) => [oldUri, newUri]));
    }),
  );
}
