import type { Localization } from "../localization";
import { modelStateText } from "./modelBuild";
import { sizeText } from "../sizeText";
import type { FolderStatus, LanguageStatus, SkippedFiles, StatusResult } from "../wire";
import { code, escapeMarkdown, table } from "./markdown";
import { folderStateText } from "./summary";

/** Languages that are named one by one; the rest is summed up. */
const mostLanguages = 15;

/** Markdown: what is indexed, what was left out and why. */
export function statusPage({ folders, memoryBytes }: StatusResult, trusted: boolean, l10n: Localization): string {
  return (
    [
      `# ${l10n.t("Semantic Search: status")}`,
      ...(trusted
        ? []
        : [
            l10n.t(
              "This workspace is not trusted. Searching and indexing work; off are the filter for changed files, and settings that name another server or data directory.",
            ),
          ]),
      ...folders.flatMap((folder) => folderSection(folder, l10n)),
      l10n.t("The server uses {0} of memory. Run “Show Status” again to bring this page up to date.", sizeText(memoryBytes)),
    ].join("\n\n") + "\n"
  );
}

function folderSection(folder: FolderStatus, l10n: Localization): string[] {
  const { progress, languages, skipped } = folder;
  const facts: [string, string][] = [
    [l10n.t("Folder"), code(progress.path)],
    [l10n.t("State"), [folderStateText(progress, l10n), escapeMarkdown(progress.reason)].filter(Boolean).join(". ")],
    [l10n.t("Files"), filesText(folder, l10n)],
    [l10n.t("Pieces of code"), count(folder.chunks)],
    [l10n.t("Model"), modelText(folder, l10n)],
    [l10n.t("Index"), folder.indexFile ? `${code(folder.indexFile)}, ${sizeText(folder.indexBytes)}` : l10n.t("none yet")],
    [l10n.t("Last indexed"), folder.lastIndexed ? timeText(folder.lastIndexed) : l10n.t("never")],
  ];
  return [
    `## ${escapeMarkdown(progress.name)}`,
    facts.map(([name, value]) => `- **${name}:** ${value}`).join("\n"),
    ...(languages.length > 0 ? [`### ${l10n.t("Languages")}`, languageTable(languages, l10n)] : []),
    ...(skipped.length > 0
      ? [
          `### ${l10n.t("Left out")}`,
          skippedTable(skipped, l10n),
          l10n.t("“Why Is This File Not Found?” in the menu of a file in the Explorer explains each one."),
        ]
      : []),
  ];
}

function filesText({ indexedFiles, scannedFiles, failedFiles, pendingFiles }: FolderStatus, l10n: Localization): string {
  const parts = [l10n.t("{0} indexed of {1} looked at", count(indexedFiles), count(scannedFiles))];
  if (pendingFiles > 0) parts.push(l10n.t("{0} still to come", count(pendingFiles)));
  if (failedFiles > 0) parts.push(l10n.t("{0} could not be read", count(failedFiles)));
  return parts.join(", ");
}

function modelText({ model, step, stepReason, progress }: FolderStatus, l10n: Localization): string {
  const name = model === null ? l10n.t("none: words only") : code(model);
  const why = [step === model ? "" : step, stepReason].filter(Boolean).map(escapeMarkdown).join(": ");
  const answering = why ? `${name} (${why})` : name;
  const chosen = progress.model;
  if (!chosen || (chosen.state === "ready" && chosen.id === model)) return answering;
  return [answering, escapeMarkdown(l10n.t("chosen: {0}", modelStateText(chosen, l10n)))].join("; ");
}

function languageTable(languages: readonly LanguageStatus[], l10n: Localization): string {
  const sorted = [...languages].sort((left, right) => right.files - left.files);
  const row = ({ language, files, chunks }: LanguageStatus): string[] => [escapeMarkdown(language), count(files), count(chunks)];
  const rest = sorted.slice(mostLanguages);
  const rows = sorted.slice(0, mostLanguages).map(row);
  if (rest.length > 0) {
    const sum = (of: (language: LanguageStatus) => number): number => rest.reduce((total, language) => total + of(language), 0);
    rows.push([l10n.t("{0} more", rest.length), count(sum(({ files }) => files)), count(sum(({ chunks }) => chunks))]);
  }
  return table([l10n.t("Language"), l10n.t("Files"), l10n.t("Pieces")], rows);
}

function skippedTable(skipped: readonly SkippedFiles[], l10n: Localization): string {
  const sorted = [...skipped].sort((left, right) => right.files - left.files);
  return table(
    [l10n.t("Reason"), l10n.t("Files"), l10n.t("For example")],
    sorted.map(({ reason, files, example }) => [escapeMarkdown(skipReasonText(reason, l10n)), count(files), code(example)]),
  );
}

/** The server's name for a reason in words; one that is newer than this page stays as it is. */
function skipReasonText(reason: string, l10n: Localization): string {
  const known: Record<string, string> = {
    Ignored: l10n.t("an ignore file excludes it"),
    Default: l10n.t("dependencies, build output or lock files"),
    Secret: l10n.t("looks like a secret"),
    Binary: l10n.t("binary"),
    TooLarge: l10n.t("too large"),
    Minified: l10n.t("minified"),
    Generated: l10n.t("generated"),
    Link: l10n.t("a link that leads elsewhere"),
    Unreadable: l10n.t("cannot be read"),
    Empty: l10n.t("empty"),
  };
  return known[reason] ?? reason;
}

function count(value: number): string {
  return value.toLocaleString();
}

function timeText(iso: string): string {
  return new Date(iso).toLocaleString();
}
