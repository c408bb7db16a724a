import * as vscode from "vscode";

/** What a click on the status item offers. */
export function registerStatusMenu(isPaused: () => boolean): vscode.Disposable {
  return vscode.commands.registerCommand("semanticSearch.statusMenu", async () => {
    const { l10n } = vscode;
    const entry = (icon: string, label: string, command: string): vscode.QuickPickItem & { command: string } => ({
      label: `$(${icon}) ${label}`,
      command: `semanticSearch.${command}`,
    });
    const chosen = await vscode.window.showQuickPick(
      [
        entry("info", l10n.t("Show status"), "showStatus"),
        isPaused() ? entry("debug-continue", l10n.t("Resume indexing"), "resume") : entry("debug-pause", l10n.t("Pause indexing"), "pause"),
        entry("sync", l10n.t("Rebuild index"), "rebuild"),
        entry("chip", l10n.t("Choose embedding model"), "chooseModel"),
        entry("list-tree", l10n.t("Open Model page"), "openModelPage"),
        entry("question", l10n.t("Why is this file not found?"), "why"),
        entry("pulse", l10n.t("Check installation and index"), "doctor"),
        entry("debug-restart", l10n.t("Restart search server"), "restart"),
        entry("output", l10n.t("Show log"), "showLog"),
      ],
      { title: l10n.t("Semantic Search") },
    );
    if (chosen) await vscode.commands.executeCommand(chosen.command);
  });
}
