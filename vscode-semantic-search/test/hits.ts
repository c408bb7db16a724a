import type { Hit, SearchResult } from "../src/wire";

/** A hit to change for a test. */
export function hit(changes: Partial<Hit> = {}): Hit {
  return {
    folder: "/home/me/shop",
    path: "src/cart/total.ts",
    startLine: 10,
    endLine: 12,
    focusLine: 11,
    preview: "export function total(lines: Line[]): number {",
    snippet: "// What it costs.\nexport function total(lines: Line[]): number {\n  return sum(lines);\n",
    score: 1,
    similarity: 0.8,
    symbol: "total",
    scope: "",
    kind: "function",
    language: "typescript",
    token: "t1",
    place: 1,
    ...changes,
  };
}

export function result(hits: readonly Hit[], changes: Partial<SearchResult> = {}): SearchResult {
  return { hits, step: "bundled", indexedFiles: 12, pendingFiles: 0, tookMs: 3, reason: "", betterSoon: false, ...changes };
}
