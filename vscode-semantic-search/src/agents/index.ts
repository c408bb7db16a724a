import * as vscode from "vscode";
import type { Services } from "../services";
import { registerMcpServer } from "./mcpServer";
import { registerTools } from "./tools";

/** What agents in the editor are given: tools for its own language models, and an MCP server for the others. */
export function registerAgents(context: vscode.ExtensionContext, services: Services): vscode.Disposable {
  return vscode.Disposable.from(registerTools(services), registerMcpServer(context));
}
