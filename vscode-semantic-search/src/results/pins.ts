import type { Store } from "../search/history";
import { type Question, isQuestion } from "./question";

const key = "semanticSearch.pinned";

/** The pinned questions of this workspace; they outlive the window, their answers do not. */
export class Pins {
  constructor(private readonly store: Store) {}

  read(): Question[] {
    return this.store.get<unknown[]>(key, []).filter(isQuestion);
  }

  async write(questions: readonly Question[]): Promise<void> {
    await this.store.update(key, questions);
  }
}
