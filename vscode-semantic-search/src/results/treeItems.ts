import * as vscode from "vscode";
import { codeLines, directoryName, fileName, lineRange, nameOf } from "./hitPlace";
import { iconOf } from "./kindIcons";
import type { FileNode, HitNode, LineNode, ListNode, Node } from "./nodes";
import { cursorOf, uriOf } from "./openHit";
import { hitAt } from "./nodes";
import type { Hit } from "../wire";

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** How a node looks and what a screen reader says of it. */
export function treeItem(node: Node): vscode.TreeItem {
  switch (node.type) {
    case "list":
      return listItem(node);
    case "file":
      return fileItem(node);
    case "hit":
      return hitItem(node);
    case "line":
      return lineItem(node);
  }
}

function listItem(node: ListNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.title, node.pinned && node.answer.state === "waiting" ? Collapsed : Expanded);
  const about = aboutList(node);
  item.description = about;
  item.iconPath = new vscode.ThemeIcon(node.pinned ? "pinned" : node.answer.state === "failed" ? "error" : "search");
  item.contextValue = node.pinned ? "pinnedSearch" : node.question ? "search" : "list";
  item.tooltip = [node.title, about].join("\n");
  item.accessibilityInformation = { label: [node.title, node.pinned ? vscode.l10n.t("pinned") : "", about].filter(Boolean).join(", ") };
  return item;
}

function aboutList({ answer, files }: ListNode): string {
  const { t } = vscode.l10n;
  if (answer.state === "waiting") return "";
  if (answer.state === "failed") return answer.reason;
  const hits = files.reduce((sum, file) => sum + file.hits.length, 0);
  const count = hits === 1 ? t("1 result") : t("{0} results in {1} files", hits, files.length);
  const step = answer.result.step === "lexical" ? t("by words only") : "";
  return [count, t("{0} ms", Math.round(answer.result.tookMs)), step].filter(Boolean).join(" · ");
}

function fileItem(node: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(uriOf(node), Expanded);
  const directory = directoryName(node.path);
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? (folders.find(({ uri }) => uri.fsPath === node.folder)?.name ?? "") : "";
  const count = node.hits.length === 1 ? vscode.l10n.t("1 result") : vscode.l10n.t("{0} results", node.hits.length);
  item.label = fileName(node.path);
  item.description = [[folder, directory].filter(Boolean).join("/"), String(node.hits.length)].filter(Boolean).join(" · ");
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = "file";
  item.tooltip = uriOf(node).fsPath;
  item.accessibilityInformation = {
    label: [fileName(node.path), [folder, directory].filter(Boolean).join("/"), count].filter(Boolean).join(", "),
  };
  return item;
}

function hitItem({ hit }: HitNode): vscode.TreeItem {
  const label = nameOf(hit) ?? (hit.preview || fileName(hit.path));
  const item = new vscode.TreeItem(label, Collapsed);
  item.description = lineRange(hit);
  item.iconPath = new vscode.ThemeIcon(iconOf(hit.kind));
  item.contextValue = "hit";
  item.tooltip = new vscode.MarkdownString().appendCodeblock(codeLines(hit).join("\n"), hit.language);
  item.command = openCommand(hit);
  item.accessibilityInformation = {
    label: vscode.l10n.t("{0} {1}, lines {2}, {3}", hit.kind, label, lineRange(hit).replace("–", vscode.l10n.t(" to ")), hit.preview),
  };
  return item;
}

function lineItem(node: LineNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.text.trimStart().trimEnd(), None);
  item.description = String(node.line);
  item.contextValue = "line";
  item.command = openCommand(hitAt(node));
  item.accessibilityInformation = { label: vscode.l10n.t("line {0}, {1}", node.line, node.text.trim()) };
  return item;
}

/** The editor's own command, because its trees know it: one click previews and keeps the focus here, Enter and a double click go there. */
function openCommand(hit: Hit): vscode.Command {
  return { command: "vscode.open", title: vscode.l10n.t("Open"), arguments: [uriOf(hit), { selection: cursorOf(hit) }] };
}
