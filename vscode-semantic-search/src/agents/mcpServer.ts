import * as vscode from "vscode";
import { foldersOnDisk, launchOf } from "../launch";

/** Offers `semsearch mcp` on the open folders to every agent in the editor that speaks the Model Context Protocol. It shares their index. */
export function registerMcpServer(context: vscode.ExtensionContext): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      changed.fire();
    }),
    vscode.lm.registerMcpServerDefinitionProvider("semanticSearch.mcp", {
      onDidChangeMcpServerDefinitions: changed.event,
      provideMcpServerDefinitions: () => {
        const folders = foldersOnDisk(vscode.workspace.workspaceFolders);
        // An agent works in the folders of its window; without one there is nothing to search.
        if (folders.length === 0 || !vscode.workspace.isTrusted) return [];
        const { command, env } = launchOf(context);
        const paths = folders.flatMap(({ path }) => ["--path", path]);
        return [new vscode.McpStdioServerDefinition("Semantic Search", command, ["mcp", ...paths], { ...env })];
      },
    }),
  );
}
