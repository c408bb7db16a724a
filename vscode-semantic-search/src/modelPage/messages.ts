import { type Act, isAct } from "../migration/acts";

/** One part of the page; it is drawn anew only when its markup has changed. */
export interface Section {
  readonly id: string;
  readonly markup: string;
}

/** What the page is told. */
export interface Drawing {
  /** Path of the folder that it is about. */
  readonly folder: string;
  readonly sections: readonly Section[];
  /** Section to be brought into sight. */
  readonly reveal: string | null;
}

/** Lines of a file of the folder. */
export interface Place {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** What the page tells. */
export type PageMessage =
  /** It listens. A page that was hidden or that a restart brought back names the folder that it was about. */
  | { readonly type: "ready"; readonly folder: string | null }
  | { readonly type: "folder"; readonly path: string }
  | { readonly type: "open"; readonly place: Place }
  | { readonly type: "command"; readonly command: PageCommand }
  | Act;

/** Commands that the page has buttons for. */
export const pageCommands = ["semanticSearch.showLog", "semanticSearch.restart", "semanticSearch.doctor"] as const;
export type PageCommand = (typeof pageCommands)[number];

/** Whether a value that came from the page is what it should be. */
export function isPageMessage(value: unknown): value is PageMessage {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  const { type, folder, path, place, command } = value as Partial<Record<string, unknown>>;
  switch (type) {
    case "ready":
      return folder === null || typeof folder === "string";
    case "folder":
      return typeof path === "string";
    case "open":
      return isPlace(place);
    case "command":
      return pageCommands.some((known) => known === command);
    default:
      return isAct(value);
  }
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== "object" || value === null) return false;
  const { path, startLine, endLine } = value as Partial<Record<keyof Place, unknown>>;
  return typeof path === "string" && typeof startLine === "number" && typeof endLine === "number";
}
