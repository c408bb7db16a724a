/** Lines from 1, inclusive, as on the wire. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** Positions as the editor counts them: from 0. */
export interface EditorSelection {
  readonly isEmpty: boolean;
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** Lines above and below the cursor that are compared where it stands on no definition's name. */
const surroundingLines = 7;

/** The lines of a selection; its last one only when something of it is selected. */
export function selectedLines({ isEmpty, start, end }: EditorSelection): LineRange | undefined {
  if (isEmpty) return undefined;
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return { startLine: start.line + 1, endLine: last + 1 };
}

/**
 * The paragraph around a line, at most some lines up and down.
 * @param line From 0.
 * @param isBlank Whether a line, counted from 0, is blank.
 * @returns Undefined on a blank line.
 */
export function linesAround(line: number, lineCount: number, isBlank: (line: number) => boolean): LineRange | undefined {
  if (isBlank(line)) return undefined;
  let first = line;
  while (first > 0 && line - first < surroundingLines && !isBlank(first - 1)) first--;
  let last = line;
  while (last < lineCount - 1 && last - line < surroundingLines && !isBlank(last + 1)) last++;
  return { startLine: first + 1, endLine: last + 1 };
}
