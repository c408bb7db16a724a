import type { Hit } from "../wire";

/** A position in a text document: both count from 0, as the editor counts. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** "12" or "12–40". */
export function lineRange({ startLine, endLine }: Pick<Hit, "startLine" | "endLine">): string {
  return startLine === endLine ? String(startLine) : `${startLine}–${endLine}`;
}

/** The symbol with the name next around it: "Sidecar.restart"; null where the hit is no definition. */
export function nameOf({ symbol, scope }: Pick<Hit, "symbol" | "scope">): string | null {
  if (!symbol) return null;
  const around = scope.split(".").at(-1);
  return around && around !== symbol ? `${around}.${symbol}` : symbol;
}

export function codeLines(hit: Pick<Hit, "snippet">): string[] {
  return hit.snippet.replace(/\r?\n$/, "").split(/\r?\n/);
}

/** Where the cursor goes: on the symbol's name in the focus line, else on the first thing in that line. */
export function focusOf(hit: Pick<Hit, "snippet" | "startLine" | "focusLine" | "symbol">): Place {
  const text = codeLines(hit)[hit.focusLine - hit.startLine] ?? "";
  const named = hit.symbol ? text.indexOf(hit.symbol) : -1;
  const column = named >= 0 ? named : Math.max(text.search(/\S/), 0);
  return { line: hit.focusLine - 1, column };
}

export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Of a path with forward slashes; "" for a file at the root. */
export function directoryName(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf("/"), 0));
}
