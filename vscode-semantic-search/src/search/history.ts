/** The list with `query` first, each once, no longer than `most`. */
export function remember(queries: readonly string[], query: string, most: number): string[] {
  const words = query.trim();
  if (!words) return queries.slice(0, most);
  return [words, ...queries.filter((earlier) => earlier !== words)].slice(0, most);
}

export function forget(queries: readonly string[], query: string): string[] {
  return queries.filter((earlier) => earlier !== query);
}

/** As much of the editor's Memento as is needed here. */
export interface Store {
  get<T>(key: string, otherwise: T): T;
  update(key: string, value: unknown): PromiseLike<void>;
}

const key = "semanticSearch.history";

/** The last searches of this workspace, newest first. */
export class History {
  /** @param most How many are kept; asked each time, because it is a setting. */
  constructor(
    private readonly store: Store,
    private readonly most: () => number,
  ) {}

  get queries(): string[] {
    return this.store.get<string[]>(key, []).slice(0, this.most());
  }

  async add(query: string): Promise<void> {
    await this.store.update(key, remember(this.queries, query, this.most()));
  }

  async remove(query: string): Promise<void> {
    await this.store.update(key, forget(this.queries, query));
  }

  async clear(): Promise<void> {
    await this.store.update(key, undefined);
  }
}
