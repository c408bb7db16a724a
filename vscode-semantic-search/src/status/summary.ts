import type { Localization } from "../localization";
import { changeSummary } from "./modelBuild";
import type { SidecarState } from "../sidecar";
import type { AlertInfo, FolderProgress } from "../wire";

/** All that the status item is made from. */
export interface Situation {
  readonly sidecar: SidecarState;
  /** Why the sidecar is restarting or failed. */
  readonly sidecarReason: string;
  readonly folders: readonly FolderProgress[];
  readonly trusted: boolean;
}

export type Condition = "starting" | "failed" | "indexing" | "paused" | "degraded" | "waiting" | "ready";

/** What is most worth saying: what the user must act on comes before what passes by itself. */
export function conditionOf({ sidecar, folders }: Situation): Condition {
  if (sidecar === "failed") return "failed";
  if (sidecar !== "running" || folders.length === 0) return "starting";
  const has = (state: FolderProgress["state"]): boolean => folders.some((folder) => folder.state === state);
  if (has("failed")) return "failed";
  if (has("indexing")) return "indexing";
  if (has("paused")) return "paused";
  if (folders.some(isDegraded)) return "degraded";
  return has("waiting") ? "waiting" : "ready";
}

/** Whether search works a step lower than it should: for the whole folder, or than the model that was chosen for it. */
export function isDegraded({ degraded, model }: FolderProgress): boolean {
  return degraded || model?.state === "unavailable";
}

/** What is not as it should be, each once: much of it is about the machine, and so told for every folder. */
export function alertsOf({ folders }: Pick<Situation, "folders">): AlertInfo[] {
  const alerts = folders.flatMap(({ alerts }) => alerts);
  return alerts.filter(({ text }, index) => alerts.findIndex((other) => other.text === text) === index);
}

/** Of the folders that are being indexed; undefined while their files are not counted yet. */
export function percentDone(folders: readonly FolderProgress[]): number | undefined {
  const indexing = folders.filter(({ state, filesTotal }) => state === "indexing" && filesTotal > 0);
  const total = indexing.reduce((sum, { filesTotal }) => sum + filesTotal, 0);
  if (total === 0) return undefined;
  // "100 %" is left to "ready": the last file's vectors are still to be written.
  return Math.min(99, Math.floor((100 * indexing.reduce((sum, { filesDone }) => sum + filesDone, 0)) / total));
}

/** Whether resuming is what can be done next: nothing is left that could be paused. */
export function isPaused(folders: readonly FolderProgress[]): boolean {
  const able = folders.filter(({ state }) => state !== "failed");
  return able.length > 0 && able.every(({ state }) => state === "paused");
}

/** The status item's text, icon first. */
export function statusText(situation: Situation, l10n: Localization): string {
  const percent = percentDone(situation.folders);
  switch (conditionOf(situation)) {
    case "starting":
      return `$(loading~spin) ${l10n.t("Search: starting")}`;
    case "failed":
      return `$(error) ${l10n.t("Search: failed")}`;
    case "indexing":
      return `$(sync~spin) ${percent === undefined ? l10n.t("Search: indexing") : l10n.t("Search: indexing {0} %", percent)}`;
    case "paused":
      return `$(debug-pause) ${l10n.t("Search: paused")}`;
    case "degraded":
      return `$(warning) ${l10n.t("Search: degraded")}`;
    case "waiting":
    case "ready": {
      const change = changeSummary(situation.folders, l10n);
      const mark = alertsOf(situation).length > 0 ? " $(warning)" : "";
      return `$(search) ${change === undefined ? l10n.t("Search: ready") : l10n.t("Search: ready, {0}", change)}${mark}`;
    }
  }
}

/** One folder's state in words. */
export function folderStateText(folder: FolderProgress, l10n: Localization): string {
  const { state, filesDone, filesTotal } = folder;
  switch (state) {
    case "failed":
      return l10n.t("failed");
    case "indexing":
      return filesTotal > 0 ? l10n.t("indexing, {0} of {1} files", filesDone, filesTotal) : l10n.t("indexing");
    case "paused":
      return l10n.t("paused");
    case "waiting":
      return l10n.t("ready, indexed by another window");
    case "ready":
      return isDegraded(folder) ? l10n.t("ready, but degraded") : l10n.t("ready");
  }
}
