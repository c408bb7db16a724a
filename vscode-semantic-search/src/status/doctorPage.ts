import type { Localization } from "../localization";
import type { CheckResult, DoctorResult } from "../wire";
import { escapeMarkdown } from "./markdown";

/** Markdown: what was checked, whether it is well, and what to do where it is not. */
export function doctorPage({ checks }: DoctorResult, l10n: Localization): string {
  const wrong = checks.filter(({ ok }) => !ok).length;
  const folders = [...new Set(checks.map(({ folder }) => folder))];
  return (
    [
      `# ${l10n.t("Semantic Search: installation and index")}`,
      wrong === 0
        ? l10n.t("All {0} checks are well.", checks.length)
        : l10n.t("{0} of {1} checks need your attention.", wrong, checks.length),
      ...folders.flatMap((folder) => [
        `## ${escapeMarkdown(folder)}`,
        checks
          .filter((check) => check.folder === folder)
          .map((check) => checkLine(check, l10n))
          .join("\n"),
      ]),
    ].join("\n\n") + "\n"
  );
}

function checkLine({ check, ok, detail, nextStep }: CheckResult, l10n: Localization): string {
  const line = `- ${ok ? "✓" : "✗"} **${escapeMarkdown(check)}** — ${escapeMarkdown(detail)}`;
  return nextStep ? `${line}\n  - ${l10n.t("What to do: {0}", escapeMarkdown(nextStep))}` : line;
}
