import type { Filters } from "../search/filters";
import type { SimilarParams } from "../wire";

/** What a list of results answers, in a form that can be kept and asked again. */
export type Question =
  | { readonly type: "search"; readonly query: string; readonly filters: Filters }
  | { readonly type: "similar"; readonly title: string; readonly like: Omit<SimilarParams, "limit" | "patienceMs"> };

/** Whether a value read back from the store is one; it may have been written by another version. */
export function isQuestion(value: unknown): value is Question {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  const { query, filters, title, like } = value as Partial<Record<string, unknown>>;
  if (value.type === "search") return typeof query === "string" && typeof filters === "object" && filters !== null && "tests" in filters;
  return value.type === "similar" && typeof title === "string" && typeof like === "object" && like !== null && "path" in like;
}

export function titleOf(question: Question): string {
  return question.type === "search" ? question.query : question.title;
}
