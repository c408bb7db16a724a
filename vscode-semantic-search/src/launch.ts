import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { type Launch, SidecarError } from "./sidecar";
import type { FolderRef } from "./wire";

/** The workspace's folders that lie on a disk. */
export function foldersOnDisk(folders: readonly vscode.WorkspaceFolder[] | undefined): FolderRef[] {
  return (folders ?? []).filter(({ uri }) => uri.scheme === "file").map(({ uri, name }) => ({ path: uri.fsPath, name }));
}

/** How to start the server that came with the extension, or the one that the settings name. */
export function launchOf(context: vscode.ExtensionContext): Launch {
  const settings = vscode.workspace.getConfiguration("semanticSearch.server");
  const chosen = settings.get<string>("path", "").trim();
  const name = process.platform === "win32" ? "semsearch.exe" : "semsearch";
  const command = chosen || join(context.extensionPath, "server", name);
  if (!existsSync(command)) {
    throw new SidecarError(
      chosen
        ? vscode.l10n.t("There is no file {0}. Correct the setting semanticSearch.server.path, or clear it.", command)
        : vscode.l10n.t(
            "The search server is missing ({0}). Install the extension again, in the version for this platform ({1}-{2}).",
            command,
            process.platform,
            process.arch,
          ),
    );
  }
  const dataDirectory = settings.get<string>("dataDirectory", "").trim();
  return {
    command,
    args: ["serve"],
    env: dataDirectory ? { SEMSEARCH_HOME: dataDirectory } : {},
    initialize: {
      client: vscode.env.appName,
      clientVersion: vscode.version,
      processId: process.pid,
      trusted: vscode.workspace.isTrusted,
      folders: foldersOnDisk(vscode.workspace.workspaceFolders),
    },
  };
}
