import type * as vscode from "vscode";
import { askingCommand } from "../askingCommand";
import type { Services } from "../services";
import { chooseModel } from "./chooseModel";

/** Choosing which model searches are answered by. */
export function registerModels({ client }: Services): vscode.Disposable {
  return askingCommand("chooseModel", () => chooseModel(client));
}
