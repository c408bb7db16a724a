import { join } from "node:path";
import * as vscode from "vscode";
import type { Hit, SearchResult } from "../wire";
import { hitName, scoreText } from "./scores";

/** Milliseconds for which the status bar says what the peek shows. */
const summaryTime = 15_000;

/**
 * Shows similar places in the editor's peek. The peek has no room for scores in its list, so each stands before the place's line in the
 * peek's code (behind it a long line would hide it), with its rank, because the list is sorted by file.
 */
export class SimilarPeek {
  private readonly decoration = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.findMatchForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
  private places = new Map<string, vscode.DecorationOptions[]>();
  private readonly following = vscode.window.onDidChangeVisibleTextEditors((editors) => {
    this.decorate(editors);
  });

  async show(from: vscode.Uri, position: vscode.Position, what: string, { hits }: SearchResult): Promise<void> {
    const locations = hits.map((hit) => new vscode.Location(uriOf(hit), rangeOf(hit)));
    this.places = new Map();
    for (const [index, hit] of hits.entries()) {
      const key = uriOf(hit).toString();
      this.places.set(key, [...(this.places.get(key) ?? []), this.decorationOf(hit, index + 1, hits.length)]);
    }
    // The hover whose link was clicked stays under the mouse, over the list. It is no loss where an editor cannot hide it.
    await Promise.allSettled([vscode.commands.executeCommand("editor.action.hideHover")]);
    await vscode.commands.executeCommand("editor.action.peekLocations", from, position, locations, "peek");
    this.decorate(vscode.window.visibleTextEditors);
    vscode.window.setStatusBarMessage(`$(search) ${this.summary(what, hits)}`, summaryTime);
  }

  dispose(): void {
    this.following.dispose();
    this.decoration.dispose();
  }

  private decorate(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      // Only editors inside others, such as the peek, are in no column: the user's own stay as they are.
      if (editor.viewColumn === undefined) editor.setDecorations(this.decoration, this.places.get(editor.document.uri.toString()) ?? []);
    }
  }

  private decorationOf(hit: Hit, rank: number, count: number): vscode.DecorationOptions {
    const score = vscode.l10n.t("{0} · {1} of {2}", scoreText(hit), rank, count);
    return {
      range: rangeOf(hit),
      hoverMessage: vscode.l10n.t("{0}: similarity {1}", hitName(hit), score),
      renderOptions: {
        before: {
          contentText: ` ${score} `,
          color: new vscode.ThemeColor("badge.foreground"),
          backgroundColor: new vscode.ThemeColor("badge.background"),
          margin: "0 1ch 0 0",
        },
      },
    };
  }

  private summary(what: string, hits: readonly Hit[]): string {
    const best = hits
      .slice(0, 3)
      .map((hit) => `${hitName(hit)} ${scoreText(hit)}`)
      .join(", ");
    return hits.length === 1
      ? vscode.l10n.t("1 place like {0}: {1}", what, best)
      : vscode.l10n.t("{0} places like {1}: {2}", hits.length, what, best);
  }
}

function uriOf({ folder, path }: Hit): vscode.Uri {
  return vscode.Uri.file(join(folder, path));
}

/** The line that the peek's list shows: where the name stands. */
function rangeOf({ focusLine }: Hit): vscode.Range {
  return new vscode.Range(focusLine - 1, 0, focusLine - 1, Number.MAX_SAFE_INTEGER);
}
