import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { type Launch, type Sidecar, SidecarError } from "./sidecar";
import type { FolderRef } from "./wire";

const defaultCacheMegabytes = 8;

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
  return {
    command,
    args: ["serve"],
    env: environment(),
    initialize: {
      client: vscode.env.appName,
      clientVersion: vscode.version,
      processId: process.pid,
      trusted: vscode.workspace.isTrusted,
      folders: foldersOnDisk(vscode.workspace.workspaceFolders),
    },
  };
}

/** Settings that the server is told at its start, and that a new value is a reason to start it again for; paths are typed letter by letter, and are not. */
const modelSettings = ["semanticSearch.models", "semanticSearch.embeddingCacheMB", "semanticSearch.queries"];

/** Starts a server that runs again when one of these settings has changed. */
export function restartOnNewSettings(sidecar: Sidecar): vscode.Disposable {
  let last: Promise<void> = Promise.resolve();
  return vscode.workspace.onDidChangeConfiguration((change) => {
    if (!modelSettings.some((setting) => change.affectsConfiguration(setting))) return;
    // One after the other. That it cannot be started is said by who listens to its state.
    last = last.then(() => (sidecar.state === "stopped" ? undefined : sidecar.restart())).catch(() => undefined);
  });
}

/** What the settings tell the server; what is left at its default is left out. */
function environment(): Record<string, string> {
  const settings = vscode.workspace.getConfiguration("semanticSearch");
  const dataDirectory = settings.get<string>("server.dataDirectory", "").trim();
  const device = settings.get<string>("models.device", "auto");
  const cache = settings.get<number>("embeddingCacheMB", defaultCacheMegabytes);
  return {
    ...(dataDirectory ? { SEMSEARCH_HOME: dataDirectory } : {}),
    ...(device === "auto" ? {} : { SEMSEARCH_DEVICE: device }),
    ...(settings.get<boolean>("models.forceLocal", false) ? { SEMSEARCH_FORCE_LOCAL: "1" } : {}),
    ...(settings.get<boolean>("queries.keep", false) ? { SEMSEARCH_KEEP_QUERIES: "1" } : {}),
    ...(cache === defaultCacheMegabytes ? {} : { SEMSEARCH_EMBEDDING_CACHE_MB: String(cache) }),
  };
}
