import { Workspace } from "./harness/workspace";

/** The status item's id is the extension's. */
export const extensionId = "semantic-search.vscode-semantic-search";

/** A small product in four languages, as a git repository, for whatever a user does. */
export function sampleWorkspace(): Workspace {
  const workspace = new Workspace(files);
  workspace.commit("A small shop");
  return workspace;
}

const files = {
  ".gitignore": "out/\n",
  "out/generated.js": "export function retryWithBackoffOfTheBuild() {}\n",
  "src/net/retry.ts": `/** Runs an action again after it failed, waiting twice as long each time, with some randomness. */
export async function retryWithBackoff<T>(action: () => Promise<T>, attempts: number): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt >= attempts) throw error;
      const pause = 100 * 2 ** attempt * (0.5 + Math.random());
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Gives up on a request that takes longer than a number of milliseconds. */
export async function withTimeout<T>(work: Promise<T>, milliseconds: number): Promise<T> {
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error("too late")), milliseconds));
  return Promise.race([work, late]);
}
`,
  "src/net/client.py": `"""Talks to the warehouse."""
import time


def fetch_with_retries(session, url, attempts=5):
    """Fetch a page, and try again with growing pauses when the connection breaks."""
    pause = 0.1
    for attempt in range(attempts):
        try:
            return session.get(url)
        except ConnectionError:
            time.sleep(pause)
            pause *= 2
    raise TimeoutError(url)


def upload_invoice(session, invoice):
    """Send an invoice to the warehouse and return its number."""
    answer = session.post("/invoices", json=invoice)
    return answer.json()["number"]
`,
  "src/Shop/Cart.cs": `namespace Shop;

/// <summary>What a customer is about to buy.</summary>
public sealed class Cart
{
    private readonly List<(string Article, int Count, decimal Price)> lines = [];

    /// <summary>Adds up the prices of everything in the cart, with the discount of the customer.</summary>
    public decimal CalculateTotal(decimal discount)
    {
        var sum = lines.Sum(line => line.Count * line.Price);
        return sum - sum * discount;
    }

    /// <summary>Throws an article out of the cart.</summary>
    public void RemoveArticle(string article) => lines.RemoveAll(line => line.Article == article);
}
`,
  "src/shop/stock.go": `package shop

// Reserve takes articles out of the stock for an order and reports whether there were enough.
func (s *Stock) Reserve(article string, count int) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.counts[article] < count {
		return false
	}
	s.counts[article] -= count
	return true
}
`,
  "tests/retry.test.ts": `import { retryWithBackoff } from "../src/net/retry";

test("retries until it works", async () => {
  let calls = 0;
  await retryWithBackoff(async () => { if (++calls < 3) throw new Error("no"); }, 5);
  expect(calls).toBe(3);
});
`,
  "README.md": "# Shop\n\nA small shop: carts, stock and a warehouse.\n\n## Retrying\n\nRequests are retried with growing pauses.\n",
};
