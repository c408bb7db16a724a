import * as vscode from "vscode";
import { foldersOnDisk } from "../launch";
import type { Services } from "../services";
import type { FolderProgress } from "../wire";
import { RebuildWatch } from "./rebuildWatch";
import { percentDone } from "./summary";

/**
 * Reads every file again. Not asked twice, because nothing is lost by it: what is known is not computed again. Cancelling pauses indexing,
 * the only thing that stops the work.
 */
export async function rebuild({ client, sidecar }: Services): Promise<void> {
  const folder = await chooseFolder();
  if (folder === undefined) return;
  const isMeant = ({ path }: FolderProgress): boolean => folder === null || path === folder;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t("Rebuilding the index"), cancellable: true },
    async (progress, token) => {
      const watch = new RebuildWatch();
      const listening = vscode.Disposable.from(
        client.onStatus(({ folders }) => {
          const meant = folders.filter(isMeant);
          const percent = percentDone(meant);
          const advance = watch.status(meant, percent);
          if (percent !== undefined) progress.report({ message: `${percent} %`, increment: advance });
        }),
        sidecar.onState(() => {
          watch.end();
        }),
        token.onCancellationRequested(() => {
          watch.end();
          void client.pause(folder);
        }),
      );
      try {
        await client.rebuild(folder);
        watch.begun();
        await watch.ended;
      } finally {
        watch.end();
        listening.dispose();
      }
    },
  );
}

/** @returns A folder's path, null for all, undefined when the user chose none. */
async function chooseFolder(): Promise<string | null | undefined> {
  const folders = foldersOnDisk(vscode.workspace.workspaceFolders);
  if (folders.length < 2) return null;
  const all: vscode.QuickPickItem & { path: string | null } = { label: vscode.l10n.t("All folders"), path: null };
  const items = [all, ...folders.map(({ name, path }) => ({ label: name, description: path, path }))];
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t("Rebuild the index of which folder?") });
  return chosen?.path;
}
