import type { Hit, SearchResult } from "../wire";

/** Characters of code that a token has, about: what models' own tokenisers give for source code. */
const charactersPerToken = 3.5;

export const defaultTokens = 4000;
export const fewestTokens = 200;
export const mostTokens = 20_000;

/** What a language model is told of an answer: whole lines, as many hits as the budget has room for, the best first. */
export function answerText(result: SearchResult, pathOf: (hit: Hit) => string, maxTokens: number = defaultTokens): string {
  const budget = Math.min(Math.max(maxTokens, fewestTokens), mostTokens) * charactersPerToken;
  const notes = notesOf(result);
  if (result.hits.length === 0)
    return [...notes, "Nothing found. Try other words for what the code does; for an exact string use text search."].join("\n");
  const parts = [...notes];
  let used = parts.join("\n").length;
  let shown = 0;
  for (const hit of result.hits) {
    const head = `${pathOf(hit)}:${String(hit.startLine)}-${String(hit.endLine)} ${nameOf(hit)}`;
    const whole = `${head}\n${fenced(hit)}`;
    const text = used + whole.length <= budget ? whole : head;
    if (used + text.length > budget) break;
    parts.push(text);
    used += text.length + 1;
    shown++;
  }
  const left = result.hits.length - shown;
  if (left > 0) parts.push(`${String(left)} more did not fit: ask for a larger maxTokens, or for something narrower.`);
  return parts.join("\n");
}

/** What an answer's reader has to know before its hits. */
function notesOf({ indexedFiles, pendingFiles, reason }: SearchResult): string[] {
  const notes: string[] = [];
  if (pendingFiles > 0) {
    const percent = Math.floor((100 * indexedFiles) / (indexedFiles + pendingFiles));
    notes.push(`The folder is ${String(percent)} % indexed; answers are from what is there.`);
  }
  if (reason) notes.push(`Answered a step lower than chosen: ${reason}.`);
  return notes;
}

function nameOf(hit: Hit): string {
  const name = [hit.scope, hit.symbol].filter(Boolean).join(".");
  return name ? `${hit.kind} ${name}` : hit.kind;
}

/** A fence longer than any in the code, so that code which holds fences ends nothing. */
function fenced(hit: Hit): string {
  const longest = Math.max(2, ...(hit.snippet.match(/`{3,}/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${hit.language}\n${hit.snippet}\n${fence}`;
}
