import * as vscode from "vscode";
import type { Services } from "../services";
import { findSimilar } from "./findSimilar";
import { registerHover } from "./hover";
import { SimilarPeek } from "./peek";

/** Hover → similar code, and the command behind it. */
export function registerSimilar(services: Services): vscode.Disposable {
  const peek = new SimilarPeek();
  return vscode.Disposable.from(
    peek,
    registerHover(services),
    vscode.commands.registerCommand("semanticSearch.findSimilar", (from?: unknown) => findSimilar(services, peek, from)),
  );
}
