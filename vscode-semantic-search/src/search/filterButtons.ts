import { relative, sep } from "node:path";
import * as vscode from "vscode";
import { foldersOnDisk } from "../launch";
import { type ActivePlace, type Filters, type Scope, nextScope, nextTests, scopesFor } from "./filters";
import { languageOf } from "./languages";

/** What the filters "this folder" and "this language" mean: taken when the search box opens, because previews change the active editor. */
export interface Surroundings {
  readonly scopes: readonly Scope[];
  readonly language: string | null;
  readonly trusted: boolean;
}

export function surroundings(): Surroundings {
  const active = vscode.window.activeTextEditor?.document;
  // The Output panel counts as an editor, too.
  const document = active?.uri.scheme === "output" ? undefined : active;
  return {
    scopes: scopesFor(foldersOnDisk(vscode.workspace.workspaceFolders), document ? placeOf(document.uri) : null),
    language: document ? languageOf(document.languageId) : null,
    trusted: vscode.workspace.isTrusted,
  };
}

/** A toggle of one filter. */
export interface FilterButton extends vscode.QuickInputButton {
  /** Drawn as pressed by editors that know toggles; VS Code flips it when pressed. */
  toggle?: { checked: boolean };
  /** The filters after a press; a sentence where that cannot be had. */
  press(): Filters | string;
}

/** One for each filter that means something here. */
export function filterButtons(filters: Filters, around: Surroundings): FilterButton[] {
  const { t } = vscode.l10n;
  const buttons: FilterButton[] = [];
  const scope = nextScope(around.scopes, filters.scope);
  if (filters.scope || scope) {
    buttons.push(
      button(
        "folder",
        "folder-active",
        filters.scope !== null,
        scope ? t("Search only in {0}", scopeName(scope)) : t("Search in all folders"),
        () => ({
          ...filters,
          scope,
        }),
      ),
    );
  }
  const language = filters.language ? null : around.language;
  if (filters.language || language) {
    buttons.push(
      button("code", "file-code", filters.language !== null, language ? t("Search only {0}", language) : t("Search all languages"), () => ({
        ...filters,
        language,
      })),
    );
  }
  const changedOnly = !filters.changedOnly;
  const untrusted = t("Changed files cannot be told in a folder that is not trusted, because git would have to be run in it.");
  buttons.push(
    button(
      "git-compare",
      "git-commit",
      filters.changedOnly,
      around.trusted ? (changedOnly ? t("Search only changed files") : t("Search changed and unchanged files")) : untrusted,
      () => (around.trusted ? { ...filters, changedOnly } : untrusted),
    ),
  );
  const tests = nextTests(filters.tests);
  const testWords = { included: t("Search in tests too"), excluded: t("Leave tests out"), only: t("Search only in tests") };
  buttons.push(button("beaker", "beaker-stop", filters.tests !== "included", testWords[tests], () => ({ ...filters, tests })));
  return buttons;
}

/** The filters in words; "" for none. */
export function filterWords({ scope, language, changedOnly, tests }: Filters): string {
  const { t } = vscode.l10n;
  return [
    scope ? t("in {0}", scopeName(scope)) : "",
    language ? t("only {0}", language) : "",
    changedOnly ? t("changed files") : "",
    tests === "excluded" ? t("without tests") : tests === "only" ? t("only tests") : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

function scopeName({ folder, directory }: Scope): string {
  const name = (vscode.workspace.workspaceFolders ?? []).find(({ uri }) => uri.fsPath === folder)?.name ?? folder;
  return directory ? `${directory}/` : name;
}

function placeOf(uri: vscode.Uri): ActivePlace | null {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder?.uri.scheme !== "file") return null;
  const path = relative(folder.uri.fsPath, uri.fsPath).split(sep);
  return { folder: folder.uri.fsPath, directory: path.slice(0, -1).join("/") };
}

/** The first minor version whose quick input buttons can be toggles. Earlier ones refuse them, there the icon alone tells. */
const togglesSince = 110;

function button(icon: string, pressedIcon: string, pressed: boolean, tooltip: string, press: () => Filters | string): FilterButton {
  const toggles = Number(vscode.version.split(".")[1]) >= togglesSince;
  return {
    iconPath: new vscode.ThemeIcon(pressed && !toggles ? pressedIcon : icon),
    tooltip,
    ...(toggles ? { toggle: { checked: pressed } } : {}),
    press,
  };
}
