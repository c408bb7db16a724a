/** How long a test waits for something that a user would see within a second: CI shares its cores. */
export const patience = 30_000;

const interval = 50;

/**
 * Asks again until the answer is there: the way that every test waits, because a fixed pause is either too short or too long.
 * @param probe gives the answer, or undefined or false while it is not there; what it throws counts as not there
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  deadline = patience,
): Promise<T> {
  const end = Date.now() + deadline;
  let last: unknown = "it was not there";
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error instanceof Error ? error.message : error;
    }
    if (Date.now() > end) throw new Error(`Waited ${deadline / 1000} s for ${what}; last: ${String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
