import * as vscode from "vscode";
import type { Client } from "../client";
import { type Node, copyText, hitOf } from "./nodes";
import { openHit } from "./openHit";
import type { ResultsView } from "./resultsView";

/** The commands of the results view. Each is about the node it was called on, from the keyboard about the selected one. */
export function registerResultCommands(client: Client, results: ResultsView): vscode.Disposable {
  const on = (name: string, run: (node: Node) => unknown): vscode.Disposable =>
    vscode.commands.registerCommand(`semanticSearch.results.${name}`, async (called?: Node) => {
      const node = called ?? results.selected;
      if (node) await run(node);
    });
  const open = (name: string, options: vscode.TextDocumentShowOptions): vscode.Disposable =>
    on(name, async (node) => {
      const hit = hitOf(node);
      if (hit) await openHit(client, hit, options);
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
