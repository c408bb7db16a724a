import type { Localization } from "../localization";
import type { CheckResult, DoctorResult } from "../wire";
import { escapeMarkdown, table } from "./markdown";

/** Markdown: what was checked, whether it is well, and what to do where it is not. */
export function doctorPage({ checks }: DoctorResult, l10n: Localization): string {
  const wrong = checks.filter(({ ok }) => !ok).length;
  const heads = ["", l10n.t("Check"), l10n.t("Found")];
  const folders = [...new Set(checks.map(({ folder }) => folder))];
  return (
    [
      `# ${l10n.t("Semantic Search: installation and index")}`,
      wrong === 0
        ? l10n.t("All {0} checks are well.", checks.length)
        : l10n.t("{0} of {1} checks need your attention.", wrong, checks.length),
      ...folders.flatMap((folder) => [
        `## ${escapeMarkdown(folder)}`,
        table(
          wrong === 0 ? heads : [...heads, l10n.t("What to do")],
          checks.filter((check) => check.folder === folder).map((check) => cells(check).slice(0, wrong === 0 ? heads.length : undefined)),
        ),
      ]),
    ].join("\n\n") + "\n"
  );
}

function cells({ check, ok, detail, nextStep }: CheckResult): string[] {
  return [ok ? "✓" : "✗", escapeMarkdown(check), escapeMarkdown(detail), escapeMarkdown(nextStep ?? "")];
}
