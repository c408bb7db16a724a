import type { Localization } from "../localization";
import type { FolderProgress, ModelBuild, ModelChange } from "../wire";

/** How it stands with a chosen model: "nomic-embed-text-v1.5: 43 %, 12 min left". */
export function modelStateText(model: ModelBuild, l10n: Localization): string {
  const { id, state, reason, secondsLeft } = model;
  switch (state) {
    case "building":
      return `${id}: ${[l10n.t("{0} %", percentOf(model)), secondsLeft === null ? "" : timeLeftText(secondsLeft, l10n)].filter(Boolean).join(", ")}`;
    case "paused":
      return l10n.t("{0}: paused at {1} %", id, percentOf(model));
    case "ready":
      return id;
    case "unavailable":
      return l10n.t("{0}: cannot be used. {1}", id, reason);
  }
}

/** What the status bar says of models on their way: "model 43 %", "canary 25 %"; undefined where none is. */
export function changeSummary(folders: readonly FolderProgress[], { t }: Localization): string | undefined {
  const built = percentBuilt(folders);
  if (built !== undefined) return t("model {0} %", built);
  const tried = folders.flatMap(({ change }) => (change?.stage === "canary" ? [change.share] : []));
  return tried.length > 0 ? t("canary {0} %", Math.max(...tried)) : undefined;
}

/** A change of the model in a sentence; "" where the build's state says all. */
export function changeText({ stage, candidate, share }: ModelChange, { t }: Localization): string {
  switch (stage) {
    case "ready":
      return t("{0} has read the code, and waits to be compared and tried.", candidate);
    case "canary":
      return t("{0} answers {1} % of the searches.", candidate, share);
    case "promoted":
      return t("{0} was promoted, and can be rolled back.", candidate);
    case "rolledBack":
      return t("{0} was taken back; the Model page says why.", candidate);
    case "none":
    case "building":
    case "ended":
      return "";
  }
}

/** Of the vectors of chosen models that are computed now, in all folders; undefined where none are. */
function percentBuilt(folders: readonly FolderProgress[]): number | undefined {
  const building = folders.flatMap(({ model }) => (model?.state === "building" ? [model] : []));
  if (building.length === 0) return undefined;
  const sum = (of: (model: ModelBuild) => number): number => building.reduce((total, model) => total + of(model), 0);
  return percentOf({ chunksDone: sum(({ chunksDone }) => chunksDone), chunksTotal: sum(({ chunksTotal }) => chunksTotal) });
}

/** "100 %" is left to "ready". */
export function percentOf({ chunksDone, chunksTotal }: Pick<ModelBuild, "chunksDone" | "chunksTotal">): number {
  return chunksTotal === 0 ? 0 : Math.min(99, Math.floor((100 * chunksDone) / chunksTotal));
}

export function timeLeftText(seconds: number, { t }: Localization): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return t("less than a minute left");
  return minutes < 60 ? t("{0} min left", minutes) : t("{0} h {1} min left", Math.floor(minutes / 60), minutes % 60);
}
