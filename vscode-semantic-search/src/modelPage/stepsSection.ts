import type { Localization } from "../localization";
import { sentence } from "../migration/names";
import { type Step, stepsOf } from "../migration/steps";
import { percentOf } from "../status/modelBuild";
import type { MigrationResult, SideFigures, UnreadText } from "../wire";
import { button, paragraph, table } from "./controls";
import { type Html, html, nothing } from "./html";
import { durationText, rateText } from "./numbers";
import type { PageContent } from "./page";

/** Errors that are named one by one. */
const mostErrors = 20;

/** The way from one model to another, step by step. */
export function stepsSection({ status, plan, comparison, errors }: PageContent, l10n: Localization): Html {
  const steps = stepsOf(status, plan, comparison, l10n);
  return html`<h2>${l10n.t("Change the model")}</h2>
    <ol class="steps">
      ${steps.map((step) => stepItem(step, status, errors, l10n))}
    </ol>`;
}

function stepItem(step: Step, status: MigrationResult, errors: readonly UnreadText[], l10n: Localization): Html {
  const { id, title, state, text, buttons } = step;
  return html`<li class="${state}" id="step-${id}" ${state === "current" ? html`aria-current="step"` : nothing}>
    <h3>${title} <span class="state">${stateText(state, l10n)}</span></h3>
    ${paragraph(text)} ${detail(step, status, errors, l10n)}
    ${buttons.length > 0 ? html`<div class="buttons">${buttons.map(({ label, act }) => button(label, act, `${title}: ${label}`))}</div>` : nothing}
  </li>`;
}

/** In words, because marks and colours alone tell not everybody. */
function stateText(state: Step["state"], { t }: Localization): string {
  switch (state) {
    case "done":
      return t("done");
    case "current":
      return t("now");
    case "ahead":
      return "";
  }
}

function detail({ id, state }: Step, status: MigrationResult, errors: readonly UnreadText[], l10n: Localization): Html {
  const { stage, reason, baselineFigures, candidateFigures } = status;
  switch (id) {
    case "build":
      return html`${
        stage === "building"
          ? html`<progress max="100" value="${percentOf(status)}" aria-label="${l10n.t("Pieces of code that are read")}"></progress>`
          : nothing
      }
      ${state === "current" ? paragraph(sentence(reason)) : nothing} ${errors.length > 0 ? errorsTable(errors, l10n) : nothing}`;
    case "canary":
      return html`${state === "current" ? paragraph(sentence(reason)) : nothing}
      ${stage === "canary" ? figuresTable(baselineFigures, candidateFigures, l10n) : nothing}`;
    case "promote":
      return html`${stage === "promoted" && state === "current" ? paragraph(sentence(reason)) : nothing}
      ${stage === "promoted" ? figuresTable(baselineFigures, candidateFigures, l10n) : nothing}`;
    case "rollBack":
      return stage === "rolledBack" ? figuresTable(baselineFigures, candidateFigures, l10n) : nothing;
    default:
      return nothing;
  }
}

function figuresTable(baseline: SideFigures | null, candidate: SideFigures | null, l10n: Localization): Html {
  const { t } = l10n;
  const sides = [baseline, candidate].filter((side) => side !== null);
  if (sides.length === 0) return nothing;
  const row = (name: string, of: (side: SideFigures) => string): string[] => [name, ...sides.map(of)];
  return table(
    t("Searches since this step began"),
    [t("Measure"), ...sides.map(({ model }) => model)],
    [
      row(t("Searches"), ({ queries }) => queries.toLocaleString()),
      row(t("Half are answered within"), ({ p50 }) => durationText(p50, l10n)),
      row(t("95 % are answered within"), ({ p95 }) => durationText(p95, l10n)),
      row(t("Errors"), ({ errorRate }) => rateText(errorRate, l10n)),
      row(t("Nothing found"), ({ emptyRate }) => rateText(emptyRate, l10n)),
      row(t("A result was opened"), ({ openedRate }) => rateText(openedRate, l10n)),
    ],
  );
}

function errorsTable(errors: readonly UnreadText[], l10n: Localization): Html {
  const { t } = l10n;
  const shown = errors.slice(0, mostErrors);
  return html`<div id="errors">
    ${table(
      t("Pieces that could not be read"),
      [t("File"), t("Why"), t("Tried"), ""],
      shown.map(({ path, reason, attempts, hash }) => [
        path,
        reason,
        attempts === 1 ? t("once") : t("{0} times", attempts),
        button(t("Try Again"), { type: "retry", hash }, t("Try Again: {0}", path)),
      ]),
    )}
    ${errors.length > shown.length ? paragraph(t("And {0} more.", errors.length - shown.length)) : nothing}
  </div>`;
}
