import * as vscode from "vscode";
import type { Services } from "../services";
import { registerDocuments } from "./documents";
import { registerFiles } from "./files";

/** Tells the server what happens to documents and files in the editor. To be registered before the server starts. */
export function registerWorkspace(services: Services): vscode.Disposable {
  return vscode.Disposable.from(registerDocuments(services), registerFiles(services));
}
