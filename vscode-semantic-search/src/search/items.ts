import * as vscode from "vscode";
import type { Question } from "../results/question";
import type { Hit, SearchResult } from "../wire";
import { type Filters, isLimited } from "./filters";
import { hitRow, isSamePlace, plain } from "./rows";

/** What choosing a row does. */
export type Choice =
  | { readonly type: "hit"; readonly hit: Hit }
  | { readonly type: "ask"; readonly query: string; readonly filters: Filters | null }
  | { readonly type: "unlimit" }
  | { readonly type: "command"; readonly command: string };

export interface Item extends vscode.QuickPickItem {
  readonly choice: Choice | null;
}

export const openToSide: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("split-horizontal"),
  tooltip: vscode.l10n.t("Open to the Side"),
};

export const forgetQuery: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("close"),
  tooltip: vscode.l10n.t("Remove from History"),
};

export function hitItems(result: SearchResult): Item[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return result.hits.map((hit) => {
    const folderName = folders.length > 1 ? (folders.find(({ uri }) => uri.fsPath === hit.folder)?.name ?? hit.folder) : null;
    const { icon, ...words } = hitRow(hit, folderName);
    return { ...words, iconPath: new vscode.ThemeIcon(icon), alwaysShow: true, buttons: [openToSide], choice: { type: "hit", hit } };
  });
}

/** The row of the same place in other rows, where it is still there. */
export function sameHit(items: readonly Item[], like: Item | undefined): Item | undefined {
  const wanted = like?.choice?.type === "hit" ? like.choice.hit : undefined;
  return wanted && items.find(({ choice }) => choice?.type === "hit" && isSamePlace(choice.hit, wanted));
}

export function nothingFound(query: string, filters: Filters, result: SearchResult): Item[] {
  const label = vscode.l10n.t("Nothing found for “{0}”", query);
  if (isLimited(filters)) {
    return [row("search-stop", label, vscode.l10n.t("Press Enter to search without filters."), { type: "unlimit" })];
  }
  if (result.pendingFiles > 0) {
    return [row("search-stop", label, vscode.l10n.t("Files are still being indexed; this list follows."), null)];
  }
  const next = vscode.l10n.t("Describe it in other words, or press Enter to see what is indexed.");
  return [row("search-stop", label, next, { type: "command", command: "semanticSearch.showStatus" })];
}

export function failure(error: unknown): Item[] {
  const message = error instanceof Error ? error.message : String(error);
  return [
    row("error", plain(message), vscode.l10n.t("Press Enter to show the log."), { type: "command", command: "semanticSearch.showLog" }),
    row("debug-restart", vscode.l10n.t("Restart Search Server"), vscode.l10n.t("The index is kept."), {
      type: "command",
      command: "semanticSearch.restart",
    }),
  ];
}

export function noFolder(): Item[] {
  return [
    row("folder-opened", vscode.l10n.t("No folder is open"), vscode.l10n.t("Press Enter to open one: its files are what is searched."), {
      type: "command",
      command: "workbench.action.files.openFolder",
    }),
  ];
}

/** What an empty box offers: pinned searches and the last ones. */
export function earlier(pinned: readonly Question[], queries: readonly string[]): Item[] {
  const pins = pinned.flatMap((question): Item[] =>
    question.type === "search"
      ? [row("pinned", plain(question.query), "", { type: "ask", query: question.query, filters: question.filters })]
      : [],
  );
  const last = queries.map((query): Item => ({
    ...row("history", plain(query), "", { type: "ask", query, filters: null }),
    buttons: [forgetQuery],
  }));
  return [...headed(vscode.l10n.t("Pinned"), pins), ...headed(vscode.l10n.t("Last Searches"), last)];
}

function headed(label: string, items: readonly Item[]): Item[] {
  return items.length === 0 ? [] : [{ label, kind: vscode.QuickPickItemKind.Separator, choice: null }, ...items];
}

function row(icon: string, label: string, detail: string, choice: Choice | null): Item {
  return { label, ...(detail ? { detail } : {}), iconPath: new vscode.ThemeIcon(icon), alwaysShow: true, choice };
}
