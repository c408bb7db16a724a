import * as vscode from "vscode";
import type { Services } from "../services";
import type { SearchResult } from "../wire";
import { type LineRange, linesAround, selectedLines } from "./chosenCode";
import type { SimilarPeek } from "./peek";

/** What the hover's link carries: plain values, because they travel through a URI. */
export interface SimilarArguments extends LineRange {
  readonly uri: string;
  /** Where the name stands, counted as the editor does. */
  readonly line: number;
  readonly character: number;
  readonly name: string;
}

interface Chosen extends LineRange {
  readonly uri: vscode.Uri;
  readonly position: vscode.Position;
  /** What is compared, in words. */
  readonly what: string;
}

/** Places in a peek: more would not be looked at. */
const mostPlaces = 15;
/** Milliseconds that a chosen model has to answer before the bundled one does: a peek is not filled twice. */
const patienceMs = 2_000;
/** Milliseconds that need no notification; shown at once, it would still cover the peek when the answer is there. */
const unremarkableWait = 500;

/** Finds code like the hovered definition, the selection, the definition at the cursor, or the lines around it, and shows it in a peek. */
export async function findSimilar({ client }: Services, peek: SimilarPeek, from?: unknown): Promise<void> {
  try {
    const chosen = isSimilarArguments(from) ? fromLink(from) : await fromEditor(client);
    if (!chosen) {
      void vscode.window.showInformationMessage(vscode.l10n.t("Nothing to compare here: select some lines of code first."));
      return;
    }
    const { uri, startLine, endLine } = chosen;
    const asked = { path: uri.fsPath, startLine, endLine, limit: mostPlaces, patienceMs };
    const answer = await withLateProgress(vscode.l10n.t("Looking for code like {0}…", chosen.what), (token) =>
      client.similar(asked, token),
    );
    if (!answer) return;
    if (answer.hits.length > 0) await peek.show(uri, chosen.position, chosen.what, answer);
    else sayNothingFound(chosen.what, answer);
  } catch (error) {
    void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

/** @returns Undefined when the user cancelled. */
async function withLateProgress<T>(title: string, ask: (token: vscode.CancellationToken) => Promise<T>): Promise<T | undefined> {
  const source = new vscode.CancellationTokenSource();
  const answer = ask(source.token).catch((error: unknown) => {
    if (source.token.isCancellationRequested) return undefined;
    throw error;
  });
  const timer = setTimeout(() => {
    const location = vscode.ProgressLocation.Notification;
    void vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
      token.onCancellationRequested(() => {
        source.cancel();
      });
      await Promise.allSettled([answer]);
    });
  }, unremarkableWait);
  try {
    return await answer;
  } finally {
    clearTimeout(timer);
    source.dispose();
  }
}

function sayNothingFound(what: string, { pendingFiles }: SearchResult): void {
  void vscode.window.showInformationMessage(
    pendingFiles > 0
      ? vscode.l10n.t(
          "Nothing like {0} is indexed yet; {1} files are still to come. Try again when the index is ready.",
          what,
          pendingFiles,
        )
      : vscode.l10n.t("Nothing in this workspace is like {0}. Select fewer or more characteristic lines and try again.", what),
  );
}

function fromLink({ uri, startLine, endLine, line, character, name }: SimilarArguments): Chosen {
  return { uri: vscode.Uri.parse(uri, true), startLine, endLine, position: new vscode.Position(line, character), what: name };
}

async function fromEditor(client: Services["client"]): Promise<Chosen | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== "file") return undefined;
  const { document, selection } = editor;
  const position = selection.active;
  const selected = selectedLines(selection);
  if (selected) return { ...selected, uri: document.uri, position, what: linesText(selected) };

  const path = document.uri.fsPath;
  const definition = await client.definition({ path, line: position.line + 1, column: position.character });
  if (definition) return { ...definition, uri: document.uri, position, what: definition.name };

  const around = linesAround(position.line, document.lineCount, (line) => document.lineAt(line).isEmptyOrWhitespace);
  return around && { ...around, uri: document.uri, position, what: linesText(around) };
}

function linesText({ startLine, endLine }: LineRange): string {
  return startLine === endLine ? vscode.l10n.t("line {0}", startLine) : vscode.l10n.t("lines {0}–{1}", startLine, endLine);
}

function isSimilarArguments(value: unknown): value is SimilarArguments {
  // From the context menu comes a Uri, from the keyboard nothing.
  return typeof value === "object" && value !== null && "startLine" in value && "uri" in value && "character" in value;
}
