import type { CancellationToken } from "vscode-jsonrpc/node";
import type { Hit, SearchResult } from "../wire";
import { codeLines, lineRange } from "./hitPlace";
import type { Question } from "./question";

export type Ask = (token?: CancellationToken) => Promise<SearchResult>;

/** What became of asking. */
export type Answer =
  | { readonly state: "waiting" }
  | { readonly state: "failed"; readonly reason: string }
  | { readonly state: "there"; readonly result: SearchResult };

/** One list of results: a search, or code similar to something. */
export interface ListNode {
  readonly type: "list";
  readonly title: string;
  readonly ask: Ask;
  /** How to ask again after a restart; without it the list cannot be pinned. */
  readonly question: Question | undefined;
  pinned: boolean;
  answer: Answer;
  files: FileNode[];
}

export interface FileNode {
  readonly type: "file";
  readonly list: ListNode;
  readonly folder: string;
  readonly path: string;
  hits: HitNode[];
}

export interface HitNode {
  readonly type: "hit";
  readonly file: FileNode;
  readonly hit: Hit;
}

export interface LineNode {
  readonly type: "line";
  readonly owner: HitNode;
  /** Counts from 1. */
  readonly line: number;
  readonly text: string;
}

export type Node = ListNode | FileNode | HitNode | LineNode;

export function newList(title: string, ask: Ask, question: Question | undefined, pinned: boolean): ListNode {
  return { type: "list", title, ask, question, pinned, answer: { state: "waiting" }, files: [] };
}

/** Files in the order of their best hit, hits in the order of their rank. */
export function filesOf(list: ListNode, hits: readonly Hit[]): FileNode[] {
  const files = new Map<string, FileNode>();
  for (const hit of hits) {
    const key = `${hit.folder}\0${hit.path}`;
    const file: FileNode = files.get(key) ?? { type: "file", list, folder: hit.folder, path: hit.path, hits: [] };
    files.set(key, file);
    file.hits.push({ type: "hit", file, hit });
  }
  return [...files.values()];
}

/** The hit's code, line by line; blank lines tell nothing in a tree. */
export function linesOf(owner: HitNode): LineNode[] {
  return codeLines(owner.hit)
    .map((text, index): LineNode => ({ type: "line", owner, line: owner.hit.startLine + index, text }))
    .filter(({ text }) => text.trim() !== "");
}

export function parentOf(node: Node): Node | undefined {
  switch (node.type) {
    case "list":
      return undefined;
    case "file":
      return node.list;
    case "hit":
      return node.file;
    case "line":
      return node.owner;
  }
}

/** The hit, as if it were about this line: where a line of code opens. */
export function hitAt({ owner, line }: LineNode): Hit {
  return { ...owner.hit, focusLine: line, symbol: null };
}

/** What opens for a node; a list opens nothing. */
export function hitOf(node: Node): Hit | undefined {
  switch (node.type) {
    case "list":
      return undefined;
    case "file":
      return node.hits[0]?.hit;
    case "hit":
      return node.hit;
    case "line":
      return hitAt(node);
  }
}

/** What the clipboard gets: places and code in plain text. */
export function copyText(node: Node): string {
  switch (node.type) {
    case "list":
      return [node.title, ...node.files.flatMap(({ hits }) => hits.map(({ hit }) => `${placeOf(hit)}  ${hit.preview}`))].join("\n");
    case "file":
      return node.path;
    case "hit":
      return `${placeOf(node.hit)}\n${codeLines(node.hit).join("\n")}`;
    case "line":
      return node.text.trim();
  }
}

/** Takes a file or hit out of its list; what is left empty goes with it. */
export function detach(node: FileNode | HitNode): void {
  if (node.type === "file") {
    node.list.files = node.list.files.filter((file) => file !== node);
    return;
  }
  node.file.hits = node.file.hits.filter((hit) => hit !== node);
  if (node.file.hits.length === 0) detach(node.file);
}

function placeOf(hit: Hit): string {
  return `${hit.path}:${lineRange(hit)}`;
}
