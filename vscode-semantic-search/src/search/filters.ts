import type { FilterParams, FolderRef, TestFiles } from "../wire";

/** A workspace folder, or a directory in it. */
export interface Scope {
  readonly folder: string;
  /** Relative to the folder, forward slashes; "" is the whole folder. */
  readonly directory: string;
}

/** What a search is limited to, as the user chose it. */
export interface Filters {
  readonly scope: Scope | null;
  /** A language name of the server. */
  readonly language: string | null;
  readonly changedOnly: boolean;
  readonly tests: TestFiles;
}

/** The file in the active editor: its folder, and its directory in there. */
export type ActivePlace = Scope;

export function everything(tests: TestFiles): Filters {
  return { scope: null, language: null, changedOnly: false, tests };
}

export function isLimited(filters: Filters): boolean {
  return filters.scope !== null || filters.language !== null || filters.changedOnly || filters.tests === "only";
}

export function filterParams({ scope, language, changedOnly, tests }: Filters): FilterParams {
  return {
    folders: scope ? [scope.folder] : [],
    languages: language ? [language] : [],
    globs: scope?.directory ? [`${literalGlob(scope.directory)}/**`] : [],
    changedOnly,
    tests,
  };
}

/** The places that the folder button goes through, narrowest first: the active file's directory, then its workspace folder where there are several. */
export function scopesFor(folders: readonly FolderRef[], active: ActivePlace | null): Scope[] {
  if (!active) return folders.length > 1 ? folders.map(({ path }) => ({ folder: path, directory: "" })) : [];
  return [...(active.directory ? [active] : []), ...(folders.length > 1 ? [{ folder: active.folder, directory: "" }] : [])];
}

/** The scope after `current` in `scopes`; after the last one comes none. */
export function nextScope(scopes: readonly Scope[], current: Scope | null): Scope | null {
  if (!current) return scopes[0] ?? null;
  const at = scopes.findIndex(({ folder, directory }) => folder === current.folder && directory === current.directory);
  return at < 0 ? null : (scopes[at + 1] ?? null);
}

export function nextTests(tests: TestFiles): TestFiles {
  return tests === "included" ? "excluded" : tests === "excluded" ? "only" : "included";
}

function literalGlob(path: string): string {
  return path.replace(/[\\*?[\]{},!]/g, "\\$&");
}
