import assert from "node:assert/strict";
import { History, type Store } from "../../src/search/history";

class MemoryStore implements Store {
  private readonly values = new Map<string, unknown>();

  get<T>(key: string, otherwise: T): T {
    return this.values.has(key) ? (this.values.get(key) as T) : otherwise;
  }

  update(key: string, value: unknown): Promise<void> {
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
    return Promise.resolve();
  }
}

async function historyOf(most: () => number, ...queries: string[]): Promise<History> {
  const history = new History(new MemoryStore(), most);
  for (const query of queries) await history.add(query);
  return history;
}

describe("The history of searches", () => {
  it("has the newest first, each once, without blanks around", async () => {
    const history = await historyOf(() => 20, "parse", "retry", " parse ");
    assert.deepEqual(history.queries, ["parse", "retry"]);
  });

  it("does not remember blanks", async () => {
    assert.deepEqual((await historyOf(() => 20, "  ")).queries, []);
  });

  it("is no longer than the setting, which may change", async () => {
    let most = 2;
    const history = await historyOf(() => most, "one", "two", "three");
    assert.deepEqual(history.queries, ["three", "two"]);
    most = 0;
    assert.deepEqual(history.queries, []);
  });

  it("forgets one search, or all", async () => {
    const history = await historyOf(() => 20, "one", "two");
    await history.remove("two");
    assert.deepEqual(history.queries, ["one"]);
    await history.clear();
    assert.deepEqual(history.queries, []);
  });
});
