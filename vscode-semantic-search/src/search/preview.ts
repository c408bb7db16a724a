import * as vscode from "vscode";
import { byTimer } from "../delay";
import { uriOf } from "../results/openHit";
import type { Hit } from "../wire";

/** Milliseconds that a row must stay highlighted: arrowing quickly does not open every file on the way. */
const settleTime = 100;

/** Where in the editor's height a hit is put: the search box covers the upper half of a small window. */
const belowBox = 0.6;

interface Origin {
  readonly editor: vscode.TextEditor | undefined;
  readonly uri: vscode.Uri | undefined;
  readonly column: vscode.ViewColumn | undefined;
  readonly selections: readonly vscode.Selection[];
  readonly visible: vscode.Range | undefined;
  /** Whether its tab was in italics, to be replaced by the next file. */
  readonly provisional: boolean;
  /** A provisional tab beside the active one, which a preview takes the place of. */
  readonly replaced: vscode.Uri | undefined;
  readonly open: ReadonlySet<string>;
}

/** Shows hits in the editor while the user chooses, and finds the way back. */
export class Preview implements vscode.Disposable {
  private readonly marks = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
    overviewRulerColor: new vscode.ThemeColor("editorOverviewRuler.rangeHighlightForeground"),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
  });
  private readonly origin = whereWeAre();
  private callOff: (() => void) | undefined;
  private newest = 0;
  private marked: vscode.TextEditor | undefined;
  private shown: vscode.Uri | undefined;
  private working: Promise<void> = Promise.resolve();

  /** @param onProblem Told why a file could not be shown. */
  constructor(private readonly onProblem: (error: unknown) => void) {}

  /** Shows a hit once it has stayed the newest for a moment. */
  show(hit: Hit): void {
    this.stop();
    const turn = this.newest;
    this.callOff = byTimer(() => {
      // One after the other: two files opened at once may end up in either order.
      this.working = this.working.then(() => this.open(hit, turn)).catch(this.onProblem);
    }, settleTime);
  }

  /** Shows nothing further; what is shown stays. */
  stop(): void {
    this.newest++;
    this.callOff?.();
    this.callOff = undefined;
  }

  /** Puts editor, selection and scroll position back to what they were. */
  async back(): Promise<void> {
    this.stop();
    await this.working;
    this.unmark();
    if (!this.shown) return;
    const { editor, uri, column, selections, visible, provisional, replaced } = this.origin;
    if (replaced) await this.reopen(replaced, { ...(column ? { viewColumn: column } : {}), preview: true, preserveFocus: true });
    if (editor && uri) {
      const shown = await this.reopen(uri, { ...(column ? { viewColumn: column } : {}), preview: provisional });
      if (shown) {
        shown.selections = selections;
        if (visible) shown.revealRange(visible, vscode.TextEditorRevealType.AtTop);
      }
    }
    await this.closeOurs(this.shown);
  }

  /** Ends previewing where it is: what is shown stays, without marks. */
  async leave(): Promise<void> {
    this.stop();
    await this.working;
    this.unmark();
  }

  dispose(): void {
    this.stop();
    this.marks.dispose();
  }

  private async open(hit: Hit, turn: number): Promise<void> {
    if (turn !== this.newest) return;
    const uri = uriOf(hit);
    const document = await vscode.workspace.openTextDocument(uri);
    if (turn !== this.newest) return;
    this.shown = uri;
    const editor = await vscode.window.showTextDocument(document, {
      viewColumn: this.origin.column ?? vscode.ViewColumn.Active,
      preview: true,
      preserveFocus: true,
    });
    if (turn !== this.newest) return;
    this.unmark();
    this.marked = editor;
    const focus = document.validateRange(new vscode.Range(hit.focusLine - 1, 0, hit.focusLine - 1, 0));
    const lines = document.validateRange(new vscode.Range(hit.startLine - 1, 0, hit.endLine - 1, 0));
    editor.setDecorations(this.marks, [lines]);
    const height = (editor.visibleRanges[0]?.end.line ?? 0) - (editor.visibleRanges[0]?.start.line ?? 0);
    const top = Math.max(0, focus.start.line - Math.floor(height * belowBox));
    editor.revealRange(new vscode.Range(top, 0, top, 0), vscode.TextEditorRevealType.AtTop);
  }

  private unmark(): void {
    this.marked?.setDecorations(this.marks, []);
    this.marked = undefined;
  }

  /** A file that was deleted meanwhile cannot be shown again; that is no reason to complain. */
  private async reopen(uri: vscode.Uri, options: vscode.TextDocumentShowOptions): Promise<vscode.TextEditor | undefined> {
    try {
      return await vscode.window.showTextDocument(uri, options);
    } catch (error) {
      this.onProblem(error);
      return undefined;
    }
  }

  /** Closes the provisional tab that only the preview had opened. */
  private async closeOurs(uri: vscode.Uri): Promise<void> {
    if (this.origin.open.has(uri.toString())) return;
    const ours = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter((tab) => tab.isPreview && !tab.isDirty && uriOfTab(tab)?.toString() === uri.toString());
    if (ours.length > 0) await vscode.window.tabGroups.close(ours, true);
  }
}

function whereWeAre(): Origin {
  const editor = vscode.window.activeTextEditor;
  const group = vscode.window.tabGroups.activeTabGroup;
  const provisional = group.tabs.find((tab) => tab.isPreview);
  return {
    editor,
    uri: editor?.document.uri,
    column: editor?.viewColumn,
    selections: editor?.selections ?? [],
    visible: editor?.visibleRanges[0],
    provisional: group.activeTab?.isPreview ?? false,
    replaced: provisional && !provisional.isActive ? uriOfTab(provisional) : undefined,
    open: new Set(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).flatMap((tab) => uriOfTab(tab)?.toString() ?? [])),
  };
}

function uriOfTab(tab: vscode.Tab): vscode.Uri | undefined {
  return tab.input instanceof vscode.TabInputText ? tab.input.uri : undefined;
}
