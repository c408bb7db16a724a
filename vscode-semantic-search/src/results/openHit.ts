import { join } from "node:path";
import * as vscode from "vscode";
import type { Client } from "../client";
import type { Hit } from "../wire";
import { focusOf } from "./hitPlace";

export function uriOf({ folder, path }: Pick<Hit, "folder" | "path">): vscode.Uri {
  return vscode.Uri.file(join(folder, path));
}

export function cursorOf(hit: Hit): vscode.Range {
  const { line, column } = focusOf(hit);
  return new vscode.Range(line, column, line, column);
}

/** Opens a hit with the cursor on it, and tells that it was opened. Where the file has changed since, the editor clamps the position to what is there. */
export async function openHit(client: Client, hit: Hit, options: vscode.TextDocumentShowOptions): Promise<void> {
  const editor = await vscode.window.showTextDocument(uriOf(hit), { ...options, selection: cursorOf(hit) });
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  await client.opened(hit);
}
