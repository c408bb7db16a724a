import type { Hit } from "../wire";

/** As the command line prints them; comparable within one answer only. */
export function scoreText(score: number): string {
  return score.toFixed(Math.abs(score) >= 0.1 ? 2 : 4);
}

/** A hit's name with what is around it, or its first line where it has none. */
export function hitName({ symbol, scope, preview }: Pick<Hit, "symbol" | "scope" | "preview">): string {
  if (!symbol) return preview;
  const around = scope.split(".").at(-1);
  return around && around !== symbol ? `${around}.${symbol}` : symbol;
}
