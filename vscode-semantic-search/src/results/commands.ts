import * as vscode from "vscode";
import type { Hit } from "../wire";
import { type Node, copyText, hitAt } from "./nodes";
import { openHit } from "./openHit";
import type { ResultsView } from "./resultsView";

/** The commands of the results view. Each is about the node it was called on, from the keyboard about the selected one. */
export function registerResultCommands(results: ResultsView): vscode.Disposable {
  const on = (name: string, run: (node: Node) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`semanticSearch.results.${name}`, async (called?: Node) => {
      const node = called ?? results.selected;
      if (node) await run(node);
    });
  const open = (name: string, options: vscode.TextDocumentShowOptions): vscode.Disposable =>
    on(name, async (node) => {
      const hit = hitOf(node);
      if (hit) await openHit(hit, options);
    });
  return vscode.Disposable.from(
    vscode.commands.registerCommand("semanticSearch.results.refresh", () => results.refresh()),
    vscode.commands.registerCommand("semanticSearch.results.clear", () => {
      results.clear();
    }),
    open("open", {}),
    open("openToSide", { viewColumn: vscode.ViewColumn.Beside }),
    on("copy", (node) => vscode.env.clipboard.writeText(copyText(node))),
    on("remove", (node) => results.remove(node)),
    on("pin", (node) => (node.type === "list" ? results.pin(node, true) : undefined)),
    on("unpin", (node) => (node.type === "list" ? results.pin(node, false) : undefined)),
  );
}

/** What opens for a node; a list opens nothing. */
function hitOf(node: Node): Hit | undefined {
  switch (node.type) {
    case "list":
      return undefined;
    case "file":
      return node.hits[0]?.hit;
    case "hit":
      return node.hit;
    case "line":
      return hitAt(node);
  }
}
