import type { Localization } from "../localization";
import { firstNameOf, nameOf, sentence } from "../migration/names";
import type { Plan } from "../migration/plan";
import type { ComparisonResult, FolderRef, HealthResult, MigrationResult, UnreadText } from "../wire";
import { comparisonSection } from "./comparisonSection";
import { button, paragraph } from "./controls";
import { generationsSection } from "./generationsSection";
import { type Html, html, nothing } from "./html";
import type { Section } from "./messages";
import { stepsSection } from "./stepsSection";

/** All that the page about one folder is made from. */
export interface PageContent {
  readonly folder: FolderRef;
  /** All of the workspace. */
  readonly folders: readonly FolderRef[];
  readonly status: MigrationResult;
  readonly health: HealthResult;
  readonly plan: Plan | null;
  readonly comparison: ComparisonResult | null;
  readonly errors: readonly UnreadText[];
}

/** The page, in the parts that are drawn anew one by one. */
export function sectionsOf(content: PageContent, l10n: Localization): Section[] {
  const sections: readonly (readonly [string, Html])[] = [
    ["problem", nothing],
    ["folder", folderSection(content, l10n)],
    ["answering", answeringSection(content, l10n)],
    ["health", healthSection(content, l10n)],
    ["steps", stepsSection(content, l10n)],
    ["comparison", comparisonSection(content, l10n)],
    ["generations", generationsSection(content, l10n)],
  ];
  return sections.map(([id, { text }]) => ({ id, markup: text }));
}

/** What is said where the server gives no answer; the rest of the page stays. */
export function problemSection(reason: string, { t }: Localization): Section {
  const { text } = html`<p role="alert">${reason}</p>
    <div class="buttons">
      ${button(t("Restart Search Server"), { type: "command", command: "semanticSearch.restart" })}
      ${button(t("Show Log"), { type: "command", command: "semanticSearch.showLog" })}
    </div>`;
  return { id: "problem", markup: text };
}

function folderSection({ folder, folders }: PageContent, { t }: Localization): Html {
  if (folders.length < 2) return nothing;
  const option = ({ path, name }: FolderRef): Html =>
    html`<option value="${path}" ${path === folder.path ? html`selected` : nothing}>${name}</option>`;
  return html`<label
    >${t("Folder")}
    <select data-choice="folder">
      ${folders.map(option)}
    </select></label
  >`;
}

function answeringSection({ status, health }: PageContent, l10n: Localization): Html {
  return html`<h2>${l10n.t("What answers now")}</h2>
    <p role="status">${answeringText(status, l10n)}</p>
    ${status.stage === "rolledBack" ? paragraph(sentence(status.reason)) : nothing}
    ${health.degraded ? paragraph(sentence(health.reason)) : nothing}`;
}

/** Which model answers, and why that one. */
function answeringText({ stage, active: answering, candidate, baseline, share }: MigrationResult, l10n: Localization): string {
  const { t } = l10n;
  const active = firstNameOf(answering, l10n);
  const other = candidate ?? "";
  switch (stage) {
    case "none":
    case "ended":
      return t("{0} answers all searches.", active);
    case "building":
      return t("{0} answers all searches, while {1} reads the code.", active, other);
    case "ready":
      return t("{0} answers all searches. {1} has read the code, and waits to be compared and tried.", active, other);
    case "canary":
      return t("{0} answers {1} % of the searches, {2} the others.", other, share, nameOf(baseline ?? answering, l10n));
    case "promoted":
      return t("{0} answers all searches, since it was promoted.", active);
    case "rolledBack":
      return t("{0} answers all searches. {1} was taken back.", active, other);
  }
}

function healthSection({ health }: PageContent, { t }: Localization): Html {
  const { alerts } = health;
  return html`<h2>${t("Health")}</h2>
    ${alerts.length === 0 ? paragraph(health.ready ? t("All is well.") : t("Searches are not answered yet. {0}", health.reason)) : nothing}
    <ul>
      ${alerts.map(({ text, nextStep }) => html`<li><strong>⚠ ${text}</strong> ${nextStep}</li>`)}
    </ul>
    ${
      alerts.length > 0
        ? html`<div class="buttons">
            ${button(t("Check Installation and Index"), { type: "command", command: "semanticSearch.doctor" })}
          </div>`
        : nothing
    }`;
}
