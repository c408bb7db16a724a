import * as vscode from "vscode";
import type { Services } from "../services";
import { type Filters, filterParams } from "../search/filters";
import type { SearchResult } from "../wire";
import { type Ask, type ListNode, type Node, detach, filesOf, hitOf, linesOf, newList, parentOf } from "./nodes";
import { Pins } from "./pins";
import { type Question, titleOf } from "./question";
import { treeItem } from "./treeItems";

export const viewId = "semanticSearch.results";
/** As many as the server gives. */
const everyHit = 100;

/** The tree of results: the newest list, and the pinned searches. */
export class ResultsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<Node | undefined>();
  private readonly pins: Pins;
  private readonly view: vscode.TreeView<Node>;
  private readonly disposables: vscode.Disposable[];
  private lists: ListNode[];
  /** Selected by this view, and not by the user. */
  private revealed: Node | undefined;
  readonly onDidChangeTreeData = this.changes.event;

  constructor(
    context: vscode.ExtensionContext,
    private readonly services: Services,
  ) {
    this.pins = new Pins(context.workspaceState);
    this.lists = this.pins.read().map((question) => newList(titleOf(question), this.askAgain(question), question, true));
    this.view = vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true });
    this.disposables = [
      this.changes,
      this.view,
      this.view.onDidChangeSelection(({ selection: [node] }) => {
        // Selecting a node with a click or Enter opens it; files only unfold.
        const hit = node && node !== this.revealed && node.type !== "file" ? hitOf(node) : undefined;
        if (hit) void services.client.opened(hit);
      }),
      services.client.onStatus(({ folders }) => {
        if (folders.every(({ state }) => state !== "indexing")) this.tellState(true);
      }),
    ];
    this.tellState(false);
  }

  /** The pinned questions, newest first. */
  get pinned(): Question[] {
    return this.lists.flatMap(({ pinned, question }) => (pinned && question ? [question] : []));
  }

  /** The node that a command without argument is about. */
  get selected(): Node | undefined {
    return this.view.selection[0];
  }

  /** Shows everything that a search finds. */
  search(query: string, filters: Filters): Promise<void> {
    const question: Question = { type: "search", query, filters };
    return this.show(query, this.askAgain(question), question);
  }

  /**
   * Shows a list in place of the last one that is not pinned, and opens the view.
   * @param ask Asks for it, now and on refresh.
   * @param question How it is asked after a restart; without it, it cannot be pinned.
   */
  async show(title: string, ask: Ask, question?: Question): Promise<void> {
    const list = newList(title, ask, question, false);
    this.lists = [list, ...this.lists.filter(({ pinned }) => pinned)];
    await vscode.commands.executeCommand(`${viewId}.focus`);
    await vscode.window.withProgress({ location: { viewId } }, () => this.fill(list));
    this.redraw();
    this.revealed = list.files[0]?.hits[0] ?? list;
    await this.view.reveal(this.revealed, { focus: true, select: true });
  }

  async refresh(): Promise<void> {
    await vscode.window.withProgress({ location: { viewId } }, () => Promise.all(this.lists.map((list) => this.fill(list))));
    this.redraw();
  }

  /** Takes away what is not pinned. */
  clear(): void {
    this.lists = this.lists.filter(({ pinned }) => pinned);
    this.redraw();
  }

  async pin(list: ListNode, pinned: boolean): Promise<void> {
    if (!list.question) return;
    list.pinned = pinned;
    // Of lists that are not pinned only the newest is kept.
    if (!pinned) this.lists = [list, ...this.lists.filter((other) => other !== list && other.pinned)];
    await this.pins.write(this.pinned);
    this.redraw();
  }

  async remove(node: Node): Promise<void> {
    if (node.type === "list") {
      this.lists = this.lists.filter((list) => list !== node);
      await this.pins.write(this.pinned);
    } else if (node.type === "line") {
      return;
    } else {
      detach(node);
    }
    this.redraw();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  getParent(node: Node): Node | undefined {
    return parentOf(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    switch (node?.type) {
      case undefined:
        return this.lists;
      case "list":
        if (node.answer.state === "waiting" && node.pinned) {
          await this.fill(node);
          this.changes.fire(node);
          this.tellState(false);
        }
        return node.files;
      case "file":
        return node.hits;
      case "hit":
        return linesOf(node);
      case "line":
        return [];
    }
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  private askAgain(question: Question): Ask {
    const { client } = this.services;
    return question.type === "search"
      ? (token) =>
          client.search({ query: question.query, limit: everyHit, filter: filterParams(question.filters), patienceMs: null }, token)
      : (token) => client.similar({ ...question.like, limit: everyHit, patienceMs: null }, token);
  }

  private async fill(list: ListNode): Promise<void> {
    try {
      const result = await list.ask();
      list.files = filesOf(list, result.hits);
      list.answer = { state: "there", result };
    } catch (error) {
      // What was found before stays in sight; the message says that it is old.
      list.answer = { state: "failed", reason: error instanceof Error ? error.message : String(error) };
    }
  }

  private redraw(): void {
    this.changes.fire(undefined);
    this.tellState(false);
  }

  /** @param complete Whether the server has just said that nothing is being indexed. */
  private tellState(complete: boolean): void {
    void vscode.commands.executeCommand("setContext", "semanticSearch.hasResults", this.lists.length > 0);
    const pending = this.lists.flatMap(({ answer }) =>
      answer.state === "there" && answer.result.pendingFiles > 0 ? [answer.result] : [],
    )[0];
    const failed = this.lists.flatMap(({ answer }) => (answer.state === "failed" ? [answer.reason] : []))[0];
    this.view.message = failed ?? (pending ? pendingWords(pending, complete) : emptyWords(this.lists));
  }
}

function pendingWords({ indexedFiles, pendingFiles }: SearchResult, complete: boolean): string {
  if (complete) return vscode.l10n.t("The index is complete now. Refresh to see what these results lack.");
  const count = (value: number): string => value.toLocaleString(vscode.env.language);
  return vscode.l10n.t("Indexing: {0} of {1} files; results so far.", count(indexedFiles), count(indexedFiles + pendingFiles));
}

/** "" shows no message. */
function emptyWords(lists: readonly ListNode[]): string {
  const [only] = lists;
  return lists.length === 1 && only?.answer.state === "there" && only.files.length === 0
    ? vscode.l10n.t("Nothing found. Try other words.")
    : "";
}
