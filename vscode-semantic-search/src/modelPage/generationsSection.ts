import type { Localization } from "../localization";
import { firstNameOf } from "../migration/names";
import { isUnderWay } from "../migration/steps";
import { sizeText } from "../sizeText";
import type { GenerationInfo, MigrationResult } from "../wire";
import { button, paragraph, table } from "./controls";
import { type Html, html, nothing } from "./html";

/** What the index has of each model, and what can be given back. */
export function generationsSection({ status }: { readonly status: MigrationResult }, l10n: Localization): Html {
  const { t } = l10n;
  const { generations } = status;
  const archived = generations.filter(({ state }) => state === "archived");
  return html`<h2>${t("Models in the index")}</h2>
    ${generations.length === 0 ? paragraph(t("Nothing is indexed yet.")) : nothing}
    ${table(
      t("What each takes, and what it is kept for"),
      [t("Model"), t("Dimensions"), t("State"), t("Pieces of code"), t("Disk"), t("What to do")],
      generations.map((generation) => [
        firstNameOf(generation.model, l10n),
        String(generation.dimensions),
        generationText(generation, status, l10n),
        t("{0} of {1}", generation.chunks.toLocaleString(), generation.total.toLocaleString()),
        sizeText(generation.bytes),
        html`<div class="buttons">${generationButtons(generation, status, l10n)}</div>`,
      ]),
    )}
    ${archived.length > 1 ? html`<div class="buttons">${button(t("Purge All Archived"), { type: "purge", model: null })}</div>` : nothing}`;
}

function generationText({ model, state }: GenerationInfo, { stage, baseline }: MigrationResult, { t }: Localization): string {
  switch (state) {
    case "active":
      return t("answers");
    case "building":
      return t("is being built");
    case "shadow":
      return stage === "promoted" && model === baseline ? t("kept, to go back to") : t("stands by");
    case "archived":
      return t("archived");
  }
}

/** Neither what answers nor what a change is about can be taken away; with the model before a promotion goes the way back. */
function generationButtons(
  { model, bundled, state, bytes }: GenerationInfo,
  { stage, baseline, candidate }: MigrationResult,
  { t }: Localization,
): Html[] {
  if (state === "archived") return [button(t("Purge"), { type: "purge", model }, t("Purge {0}, {1}", model, sizeText(bytes)))];
  const isNeeded = isUnderWay(stage) && (model === candidate || (model === baseline && stage !== "promoted"));
  return state === "shadow" && !bundled && !isNeeded ? [button(t("Archive"), { type: "archive", model }, t("Archive {0}", model))] : [];
}
