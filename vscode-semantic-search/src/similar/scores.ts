import type { Hit } from "../wire";

/** Likeness in two digits, finer differences mean nothing to a reader; where words alone answered, the score, which compares the places of one answer. */
export function scoreText({ similarity, score }: Pick<Hit, "similarity" | "score">): string {
  return (similarity ?? score).toFixed(2);
}

/** A hit's name with what is around it, or its first line where it has none. */
export function hitName({ symbol, scope, preview }: Pick<Hit, "symbol" | "scope" | "preview">): string {
  if (!symbol) return preview;
  const around = scope.split(".").at(-1);
  return around && around !== symbol ? `${around}.${symbol}` : symbol;
}
