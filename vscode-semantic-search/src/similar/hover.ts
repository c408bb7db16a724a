import * as vscode from "vscode";
import type { Services } from "../services";
import type { DefinitionResult } from "../wire";
import type { SimilarArguments } from "./findSimilar";
import { VersionCache } from "./versionCache";

const rememberedDocuments = 8;

/** Offers "Find similar code" on the name of a definition. Looks the name up; a search is run by choosing the link only. */
export function registerHover({ client, sidecar, log }: Services): vscode.Disposable {
  const cache = new VersionCache<DefinitionResult | "none">(rememberedDocuments);
  const provider: vscode.HoverProvider = {
    async provideHover(document, position, token) {
      // Silent while there is no server: nobody asked for anything by moving the mouse.
      if (sidecar.state !== "running" || !vscode.workspace.getConfiguration("semanticSearch.hover", document).get<boolean>("enabled", true))
        return undefined;
      const word = document.getWordRangeAtPosition(position);
      if (!word || !vscode.workspace.getWorkspaceFolder(document.uri)) return undefined;
      const key = `${word.start.line}:${word.start.character}`;
      const { fsPath } = document.uri;
      let found = cache.get(fsPath, document.version, key);
      if (!found) {
        const { version } = document;
        try {
          const { line, character } = word.start;
          found = (await client.definition({ path: fsPath, line: line + 1, column: character }, token)) ?? "none";
        } catch (error) {
          if (!token.isCancellationRequested) log.debug(`hover: ${String(error)}`);
          return undefined;
        }
        // What is being typed reaches the server a moment later: its answer may be about the text before.
        if (!document.isDirty) cache.set(fsPath, version, key, found);
      }
      return found === "none" ? undefined : new vscode.Hover(link(document.uri, word.start, found), word);
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerHoverProvider({ scheme: "file" }, provider),
    // Another server may know more languages.
    sidecar.onState(() => {
      cache.clear();
    }),
  );
}

function link(
  uri: vscode.Uri,
  { line, character }: vscode.Position,
  { name, startLine, endLine }: DefinitionResult,
): vscode.MarkdownString {
  const args: SimilarArguments = { uri: uri.toString(), startLine, endLine, line, character, name };
  const target = `command:semanticSearch.findSimilar?${encodeURIComponent(JSON.stringify([args]))}`;
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: ["semanticSearch.findSimilar"] };
  const title = vscode.l10n.t("Show code in this workspace that resembles this definition");
  return text.appendMarkdown(`[$(search) ${vscode.l10n.t("Find similar code")}](${target} "${title}")`);
}
