import type { Hit } from "../wire";

/** Two digits: scores compare the places of one answer, and finer differences mean nothing to a reader. */
export function scoreText(score: number): string {
  return score.toFixed(2);
}

/** A hit's name with what is around it, or its first line where it has none. */
export function hitName({ symbol, scope, preview }: Pick<Hit, "symbol" | "scope" | "preview">): string {
  if (!symbol) return preview;
  const around = scope.split(".").at(-1);
  return around && around !== symbol ? `${around}.${symbol}` : symbol;
}
