import * as vscode from "vscode";
import { foldersOnDisk } from "../launch";
import type { Services } from "../services";
import type { FolderProgress } from "../wire";
import { type Situation, alertsOf, conditionOf, isPaused, statusText } from "./summary";
import { tooltipCommands, tooltipText } from "./tooltip";

/** The one item in the status bar; hidden where no folder is open. Also keeps the context key for pause and resume. */
export function registerStatusItem({ client, sidecar }: Services): vscode.Disposable & { isPaused(): boolean } {
  const item = vscode.window.createStatusBarItem("semanticSearch.status", vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t("Semantic Search");
  item.command = "semanticSearch.statusMenu";
  let folders: readonly FolderProgress[] = [];
  let pausedBefore: boolean | undefined;

  const update = (): void => {
    const situation: Situation = {
      sidecar: sidecar.state,
      sidecarReason: sidecar.reason,
      folders,
      trusted: vscode.workspace.isTrusted,
    };
    const paused = isPaused(folders);
    if (paused !== pausedBefore) void vscode.commands.executeCommand("setContext", "semanticSearch.paused", paused);
    pausedBefore = paused;
    if (foldersOnDisk(vscode.workspace.workspaceFolders).length === 0) {
      item.hide();
      return;
    }
    item.text = statusText(situation, vscode.l10n);
    const tooltip = new vscode.MarkdownString(tooltipText(situation, vscode.l10n), true);
    tooltip.isTrusted = { enabledCommands: tooltipCommands };
    item.tooltip = tooltip;
    const condition = conditionOf(situation);
    item.backgroundColor =
      condition === "failed"
        ? new vscode.ThemeColor("statusBarItem.errorBackground")
        : condition === "degraded"
          ? new vscode.ThemeColor("statusBarItem.warningBackground")
          : undefined;
    const alerts = alertsOf(situation).length;
    const words = item.text.replace(/ ?\$\([^)]*\) ?/g, "");
    item.accessibilityInformation = { label: alerts > 0 ? vscode.l10n.t("{0}, alerts: {1}", words, alerts) : words, role: "button" };
    item.show();
  };
  update();
  const disposable = vscode.Disposable.from(
    item,
    client.onStatus((status) => {
      folders = status.folders;
      update();
    }),
    sidecar.onState((state) => {
      // What an ended server said holds no longer.
      if (state !== "running") folders = [];
      update();
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(update),
    vscode.workspace.onDidGrantWorkspaceTrust(update),
  );
  return { isPaused: () => isPaused(folders), dispose: () => void disposable.dispose() };
}
