import { isAbsolute, join, sep } from "node:path";
import * as vscode from "vscode";
import type { Services } from "../services";
import type { Hit, SearchResult } from "../wire";
import { answerText } from "./answerText";

interface SearchInput {
  readonly query: string;
  readonly globs?: readonly string[];
  readonly languages?: readonly string[];
  readonly tests?: "included" | "excluded" | "only";
  readonly limit?: number;
  readonly maxTokens?: number;
}

interface PlaceInput {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly limit?: number;
  readonly maxTokens?: number;
}

const defaultLimit = 10;
const mostHits = 100;
const mostLines = 2000;

/** The index for language models in the editor. Nothing is read but the open workspace folders, and nothing is changed. */
export function registerTools({ client }: Services): vscode.Disposable {
  return vscode.Disposable.from(
    tool<SearchInput>(
      "semanticSearch_search_code",
      ({ query }) => [
        vscode.l10n.t("Search code"),
        vscode.l10n.t(
          "Search the code of this workspace for “{0}”? Nothing leaves this machine but the hits that the model is given.",
          query,
        ),
      ],
      async ({ query, globs, languages, tests, limit, maxTokens }, token) => {
        const filter = { folders: [], languages: languages ?? [], globs: globs ?? [], changedOnly: false, tests: tests ?? "included" };
        return told(await client.search({ query, limit: hits(limit), filter, patienceMs: null }, token), maxTokens);
      },
    ),
    tool<PlaceInput>(
      "semanticSearch_find_similar_code",
      ({ path, startLine, endLine }) => [
        vscode.l10n.t("Find similar code"),
        vscode.l10n.t("Look for code like {0}:{1}-{2} in this workspace?", path, startLine, endLine),
      ],
      async ({ path, startLine, endLine, limit, maxTokens }, token) => {
        const file = insideWorkspace(path);
        return told(
          await client.similar({ path: file.fsPath, startLine, endLine, limit: hits(limit), patienceMs: null }, token),
          maxTokens,
        );
      },
    ),
    tool<PlaceInput>(
      "semanticSearch_get_chunk",
      ({ path, startLine, endLine }) => [vscode.l10n.t("Read code"), vscode.l10n.t("Read {0}:{1}-{2}?", path, startLine, endLine)],
      async ({ path, startLine, endLine }) => {
        if (startLine < 1 || endLine < startLine || endLine - startLine >= mostLines) {
          throw new Error(
            `Lines count from 1, and at most ${String(mostLines)} are given at once; ${String(startLine)} to ${String(endLine)} were asked for.`,
          );
        }
        const document = await vscode.workspace.openTextDocument(insideWorkspace(path));
        const last = Math.min(endLine, document.lineCount);
        return document.getText(new vscode.Range(startLine - 1, 0, last - 1, document.lineAt(last - 1).text.length));
      },
    ),
    tool<Record<string, never>>(
      "semanticSearch_get_index_status",
      () => undefined,
      async (_, token) => {
        const { folders } = await client.status(token);
        return folders
          .map(({ progress: { path, state, reason, filesDone, filesTotal }, step }) =>
            [path, state, filesTotal > 0 ? `${String(filesDone)} of ${String(filesTotal)} files` : "", `answered by ${step}`, reason]
              .filter(Boolean)
              .join(", "),
          )
          .join("\n");
      },
    ),
  );
}

/** @param confirm title and text of what the user is asked; undefined for what needs no asking */
function tool<T>(
  name: string,
  confirm: (input: T) => [title: string, message: string] | undefined,
  answer: (input: T, token: vscode.CancellationToken) => Promise<string>,
): vscode.Disposable {
  return vscode.lm.registerTool<T>(name, {
    prepareInvocation: ({ input }) => {
      const asked = confirm(input);
      return asked ? { invocationMessage: asked[0], confirmationMessages: { title: asked[0], message: asked[1] } } : {};
    },
    invoke: async ({ input }, token) => new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(await answer(input, token))]),
  });
}

function told(result: SearchResult, maxTokens: number | undefined): string {
  return answerText(result, (hit: Hit) => join(hit.folder, hit.path), maxTokens);
}

function hits(limit: number | undefined): number {
  return Math.min(Math.max(Math.trunc(limit ?? defaultLimit), 1), mostHits);
}

/** A language model may ask for anything; it is given files of the workspace. */
function insideWorkspace(path: string): vscode.Uri {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
  for (const { uri } of folders) {
    const file = vscode.Uri.file(isAbsolute(path) ? path : join(uri.fsPath, path));
    // Normalised by Uri.file's own joining of the path: what climbs out does not begin with the folder any more.
    if (join(file.fsPath).startsWith(uri.fsPath + sep)) return file;
  }
  throw new Error(`${path} lies in no folder of this workspace. Name a path as search_code gives it.`);
}
