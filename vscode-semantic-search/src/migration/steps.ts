import type { Localization } from "../localization";
import { percentOf, timeLeftText } from "../status/modelBuild";
import type { ComparisonResult, MigrationResult, MigrationStage } from "../wire";
import type { Act } from "./acts";
import { nameOf } from "./names";
import type { Plan } from "./plan";

/** Percent of the searches that a candidate may be let to answer, before it answers all. */
const shares = [10, 25, 50];

export interface Button {
  readonly label: string;
  readonly act: Act;
}

/** A step on the way from one model to another, with what can be done there now. */
export interface Step {
  readonly id: "choose" | "plan" | "build" | "compare" | "canary" | "promote" | "rollBack";
  readonly title: string;
  readonly state: "done" | "current" | "ahead";
  /** Sentences; empty where there is nothing to say. */
  readonly text: string;
  readonly buttons: readonly Button[];
}

/**
 * The way from the model that answers to another one.
 * @param plan What a model that the user thinks of would cost.
 * @param comparison The last one of the two models that it is about.
 */
export function stepsOf(status: MigrationResult, plan: Plan | null, comparison: ComparisonResult | null, l10n: Localization): Step[] {
  const { t } = l10n;
  // Of a change that is over, only the comparison itself is shown still.
  const compared = comparison !== null && isUnderWay(status.stage);
  const titles: readonly (readonly [Step["id"], string])[] = [
    ["choose", t("Choose a model")],
    ["plan", t("Plan")],
    ["build", t("Build")],
    ["compare", t("Compare")],
    ["canary", t("Try on a share of the searches")],
    ["promote", t("Promote")],
    ["rollBack", t("Roll back")],
  ];
  const current = currentStep(status.stage, plan !== null, compared);
  const at = current === undefined ? titles.length : titles.findIndex(([id]) => id === current);
  return titles.map(([id, title], index) => ({
    id,
    title,
    state: id === current ? "current" : isDone(id, index < at, status, compared) ? "done" : "ahead",
    text: textOf(id, status, plan, compared ? comparison : null, l10n),
    buttons: buttonsOf(id, status, plan, compared, l10n),
  }));
}

/** Whether a candidate is on its way, or has just taken over. */
export function isUnderWay(stage: MigrationStage): boolean {
  return stage === "building" || stage === "ready" || stage === "canary" || stage === "promoted";
}

/** @returns Undefined where all is done. */
function currentStep(stage: MigrationStage, planned: boolean, compared: boolean): Step["id"] | undefined {
  switch (stage) {
    case "none":
    case "ended":
    case "rolledBack":
      return planned ? "plan" : "choose";
    case "building":
      return "build";
    case "ready":
      return compared ? "canary" : "compare";
    case "canary":
      return "canary";
    case "promoted":
      return planned ? "plan" : undefined;
  }
}

function isDone(id: Step["id"], isBefore: boolean, { stage }: MigrationResult, compared: boolean): boolean {
  switch (id) {
    case "compare":
      return compared;
    case "rollBack":
      return stage === "rolledBack";
    case "canary":
      // It can be left out; what was not done is not shown as done.
      return false;
    default:
      return isBefore;
  }
}

function buttonsOf(id: Step["id"], status: MigrationResult, plan: Plan | null, compared: boolean, { t }: Localization): Button[] {
  const { stage, share, paused, errors } = status;
  const button = (label: string, act: Act, isPossible: boolean): Button[] => (isPossible ? [{ label, act }] : []);
  const isFree = !isUnderWay(stage) || stage === "promoted";
  const isBuilt = stage === "ready" || stage === "canary";
  switch (id) {
    case "choose":
      return button(t("Choose a Model…"), { type: "choose" }, isFree);
    case "plan":
      return plan && isFree
        ? [
            { label: t("Build It"), act: { type: "start", model: plan.model, automatic: false } },
            { label: t("Build It and Move Over by Itself"), act: { type: "start", model: plan.model, automatic: true } },
          ]
        : [];
    case "build":
      return [
        ...button(t("Pause"), { type: "pause" }, stage === "building" && !paused),
        ...button(t("Resume"), { type: "resume" }, stage === "building" && paused),
        ...button(t("Try Again What Failed"), { type: "retry", hash: null }, errors > 0 && stage !== "ended"),
      ];
    case "compare":
      return button(compared ? t("Compare Again") : t("Compare"), { type: "compare" }, isBuilt || stage === "promoted");
    case "canary":
      return isBuilt
        ? [
            ...shares
              .filter((other) => stage === "ready" || other !== share)
              .map((other): Button => ({ label: t("{0} %", other), act: { type: "canary", share: other, automatic: false } })),
            ...button(
              t("Move Over by Itself"),
              { type: "canary", share: stage === "canary" ? share : (shares[0] ?? 0), automatic: true },
              !status.automatic,
            ),
          ]
        : [];
    case "promote":
      return button(t("Promote"), { type: "promote" }, isBuilt);
    case "rollBack":
      return button(stage === "promoted" || stage === "canary" ? t("Roll Back") : t("Give Up"), { type: "rollBack" }, isUnderWay(stage));
  }
}

function textOf(
  id: Step["id"],
  status: MigrationResult,
  plan: Plan | null,
  comparison: ComparisonResult | null,
  l10n: Localization,
): string {
  const { t } = l10n;
  const { stage, candidate, baseline } = status;
  switch (id) {
    case "choose":
      return isUnderWay(stage) && candidate !== null ? candidate : "";
    case "plan":
      return plan?.estimate.summary ?? "";
    case "build":
      return buildText(status, l10n);
    case "compare":
      return comparison?.verdict ?? "";
    case "canary":
      return stage === "canary" && candidate !== null && baseline !== null
        ? t("{0} answers {1} % of the searches, {2} the others.", candidate, status.share, nameOf(baseline, l10n))
        : "";
    case "promote":
      return stage === "promoted" && candidate !== null && baseline !== null
        ? t("{0} answers. Rolled back, {1} answers again at once.", candidate, nameOf(baseline, l10n))
        : "";
    case "rollBack":
      return "";
  }
}

function buildText(status: MigrationResult, l10n: Localization): string {
  const { t } = l10n;
  const { stage, paused, chunksDone, chunksTotal, secondsLeft, errors } = status;
  const sentences: string[] = [];
  if (stage === "building") {
    const percent = t("{0} %", percentOf(status));
    const left = secondsLeft === null || paused ? "" : timeLeftText(secondsLeft, l10n);
    const count = chunksTotal > 0 ? t("{0} of {1} pieces of code", chunksDone.toLocaleString(), chunksTotal.toLocaleString()) : "";
    sentences.push(`${[paused ? t("Paused") : "", percent, count, left].filter(Boolean).join(", ")}.`);
  }
  if (errors > 0) sentences.push(errors === 1 ? t("One piece could not be read.") : t("{0} pieces could not be read.", errors));
  return sentences.join(" ");
}
