import type { Localization } from "../localization";
import { changeText, modelStateText } from "./modelBuild";
import type { FolderProgress } from "../wire";
import { escapeMarkdown } from "./markdown";
import { type Situation, alertsOf, conditionOf, folderStateText, isPaused } from "./summary";

/** Commands that the tooltip links to: the only ones it is trusted with. */
export const tooltipCommands = [
  "semanticSearch.showStatus",
  "semanticSearch.pause",
  "semanticSearch.resume",
  "semanticSearch.doctor",
  "semanticSearch.chooseModel",
  "semanticSearch.openModelPage",
  "semanticSearch.restart",
  "semanticSearch.showLog",
  "workbench.trust.manage",
] as const;

type TooltipCommand = (typeof tooltipCommands)[number];

/** Markdown: why it is as it is, and what can be done about it. */
export function tooltipText(situation: Situation, l10n: Localization): string {
  return [`**${l10n.t("Semantic Search")}**`, ...reasons(situation, l10n), links(situation, l10n)].join("\n\n");
}

function reasons(situation: Situation, l10n: Localization): string[] {
  const { sidecar, sidecarReason, folders, trusted } = situation;
  const lines: string[] = [];
  if (sidecar === "failed") lines.push(escapeMarkdown(sidecarReason));
  else if (sidecar === "restarting") lines.push(escapeMarkdown(`${sidecarReason} ${l10n.t("It is being restarted.")}`));
  else if (conditionOf(situation) === "starting") lines.push(l10n.t("The search server is starting."));
  else {
    for (const folder of folders) {
      const state = folderStateText(folder, l10n);
      const reason = folder.reason ? ` — ${escapeMarkdown(folder.reason)}` : "";
      const models = modelSentences(folder, l10n).map(escapeMarkdown);
      if (folders.length > 1) lines.push(`- ${escapeMarkdown(folder.name)}: ${[`${state}${reason}`, ...models].join(" — ")}`);
      else lines.push(`${capitalized(state)}${reason}`, ...models);
    }
    if (folders.length > 1) lines.splice(0, lines.length, lines.join("\n"));
    lines.push(...alertsOf(situation).map(({ text, nextStep }) => `$(warning) ${escapeMarkdown(`${text} ${nextStep}`)}`));
  }
  if (!trusted) lines.push(l10n.t("This folder is not trusted: the filter for changed files is off."));
  return lines;
}

function modelSentences({ model, change }: FolderProgress, l10n: Localization): string[] {
  return [model ? l10n.t("Model {0}", modelStateText(model, l10n)) : "", change ? changeText(change, l10n) : ""].filter(Boolean);
}

function links(situation: Situation, l10n: Localization): string {
  const link = (command: TooltipCommand, text: string): string => `[${text}](command:${command})`;
  const shown: string[] = [];
  if (situation.sidecar === "running") {
    shown.push(link("semanticSearch.showStatus", l10n.t("Show status")));
    shown.push(
      isPaused(situation.folders) ? link("semanticSearch.resume", l10n.t("Resume")) : link("semanticSearch.pause", l10n.t("Pause")),
    );
    const condition = conditionOf(situation);
    if (condition === "degraded" || condition === "failed") shown.push(link("semanticSearch.doctor", l10n.t("Check installation")));
  } else shown.push(link("semanticSearch.restart", l10n.t("Restart")));
  if (situation.folders.some(({ model }) => model?.state === "unavailable"))
    shown.push(link("semanticSearch.chooseModel", l10n.t("Choose model")));
  if (situation.sidecar === "running") shown.push(link("semanticSearch.openModelPage", l10n.t("Models")));
  shown.push(link("semanticSearch.showLog", l10n.t("Show log")));
  if (!situation.trusted) shown.push(link("workbench.trust.manage", l10n.t("Manage trust")));
  return shown.join(" · ");
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
