import type { SearchResult } from "../wire";

/** Milliseconds that the chosen model has before a quicker one answers first: longer, and typing would feel slow. */
export const quickPatience = 150;

/**
 * Asks for a quick answer, and once more for the chosen model's where it will have a better one.
 * @param ask Asks with so many milliseconds of patience; null waits for the chosen model.
 * @param meanwhile Told the quick answer where a better one is to follow.
 */
export async function inTwoSteps(
  ask: (patienceMs: number | null) => Promise<SearchResult>,
  meanwhile: (quick: SearchResult) => void,
): Promise<SearchResult> {
  const quick = await ask(quickPatience);
  if (!quick.betterSoon) return quick;
  // "Nothing found" would be taken back a moment later.
  if (quick.hits.length > 0) meanwhile(quick);
  try {
    return await ask(null);
  } catch (error) {
    // There is an answer already: what went wrong is said beside it, and does not take its place.
    return { ...quick, betterSoon: false, reason: error instanceof Error ? error.message : String(error) };
  }
}
