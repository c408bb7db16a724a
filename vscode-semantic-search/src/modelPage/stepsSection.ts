import type { Localization } from "../localization";
import { firstNameOf, sentence } from "../migration/names";
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
    <h3>${title}${state === "ahead" ? nothing : html` <span class="state">· ${stateText(state, l10n)}</span>`}</h3>
    ${text.split("\n").map(paragraph)} ${detail(step, status, errors, l10n)}
    ${buttons.length > 0 ? html`<div class="buttons">${buttons.map(({ label, act }) => button(label, act, `${title}: ${label}`))}</div>` : nothing}
  </li>`;
}

/** In words, because marks and colours alone tell not everybody. */
function stateText(state: "done" | "current", { t }: Localization): string {
  return state === "done" ? t("done") : t("now");
}

function detail({ id, state }: Step, status: MigrationResult, errors: readonly UnreadText[], l10n: Localization): Html {
  const { stage } = status;
  switch (id) {
    case "build":
      return html`${
        stage === "building"
          ? html`<progress max="100" value="${percentOf(status)}" aria-label="${l10n.t("Pieces of code that are read")}"></progress>`
          : nothing
      }
      ${state === "current" ? paragraph(reasonText(status, l10n)) : nothing} ${errors.length > 0 ? errorsTable(errors, l10n) : nothing}`;
    case "canary":
      return stage === "canary" ? standing(status, l10n) : nothing;
    case "promote":
      return stage === "promoted" ? standing(status, l10n) : nothing;
    case "rollBack":
      // Why stands at the top of the page.
      return stage === "rolledBack" ? figuresTable(status, l10n) : nothing;
    default:
      return nothing;
  }
}

/** Why a change stands where it does, since when, and what the searches say of both sides. */
function standing(status: MigrationResult, l10n: Localization): Html {
  return html`${paragraph(reasonText(status, l10n))} ${figuresTable(status, l10n)}`;
}

function reasonText({ reason, since }: MigrationResult, { t }: Localization): string {
  if (reason === "" || since === null) return sentence(reason);
  return t("{0} Since {1}.", sentence(reason), new Date(since).toLocaleString());
}

function figuresTable({ baselineFigures, candidateFigures }: MigrationResult, l10n: Localization): Html {
  const { t } = l10n;
  const sides = [baselineFigures, candidateFigures].filter((side) => side !== null);
  if (sides.every(({ queries }) => queries === 0)) return nothing;
  // Of no searches there is nothing to say.
  const row = (name: string, of: (side: SideFigures) => string): string[] => [
    name,
    ...sides.map((side) => (side.queries > 0 ? of(side) : "–")),
  ];
  return table(
    t("Searches: of the model before since the change began, of the new one since this step began"),
    [t("Measure"), ...sides.map(({ model }) => firstNameOf(model, l10n))],
    [
      [t("Searches"), ...sides.map(({ queries }) => queries.toLocaleString())],
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
