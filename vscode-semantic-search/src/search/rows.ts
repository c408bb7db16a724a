import { iconOf } from "../results/kindIcons";
import { directoryName, fileName, lineRange, nameOf } from "../results/hitPlace";
import type { Hit } from "../wire";

/** The words of one row. */
export interface HitRow {
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/**
 * @param folderName Name of the hit's workspace folder, where it has to be told apart from others.
 */
export function hitRow(hit: Hit, folderName: string | null): HitRow {
  const name = nameOf(hit);
  // The file first: paths are long, and what does not fit is cut off at the end.
  const where = [`${fileName(hit.path)}:${lineRange(hit)}`, directoryName(hit.path)].filter(Boolean).join("  ");
  return {
    icon: iconOf(hit.kind),
    label: plain(name ?? (hit.preview || hit.path)),
    description: plain(folderName ? `${where} · ${folderName}` : where),
    // Without a name the code stands in the label already: one row of it is enough, but the height stays the same for all.
    detail: plain(name ? hit.preview : (secondLine(hit) ?? hit.preview)),
  };
}

export function isSamePlace(left: Hit, right: Hit): boolean {
  return left.folder === right.folder && left.path === right.path && left.startLine === right.startLine && left.endLine === right.endLine;
}

/** Code as it is: the editor would draw "$(x)" as an icon. */
export function plain(text: string): string {
  return text.replace(/\$\((?=[\w~-]+\))/g, "\\$(");
}

/** The line of code after the one that is shown already. */
function secondLine(hit: Hit): string | undefined {
  return hit.snippet
    .split(/\r?\n/)
    .slice(hit.focusLine - hit.startLine + 1)
    .map((line) => line.trim())
    .find((line) => /[\p{L}\p{N}]/u.test(line));
}
