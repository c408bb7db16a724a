import type { Localization } from "../localization";
import type { FolderProgress, ModelBuild } from "../wire";

/** How it stands with a chosen model: "nomic-embed-text-v1.5: 43 %, 12 min left". */
export function modelStateText(model: ModelBuild, l10n: Localization): string {
  const { id, state, reason, secondsLeft } = model;
  switch (state) {
    case "building":
      return `${id}: ${[l10n.t("{0} %", percentOf(model)), secondsLeft === null ? "" : timeLeftText(secondsLeft, l10n)].filter(Boolean).join(", ")}`;
    case "ready":
      return id;
    case "unavailable":
      return l10n.t("{0}: cannot be used. {1}", id, reason);
  }
}

/** Of the vectors of chosen models that are computed now, in all folders; undefined where none are. */
export function percentBuilt(folders: readonly FolderProgress[]): number | undefined {
  const building = folders.flatMap(({ model }) => (model?.state === "building" ? [model] : []));
  if (building.length === 0) return undefined;
  const sum = (of: (model: ModelBuild) => number): number => building.reduce((total, model) => total + of(model), 0);
  return percentOf({ chunksDone: sum(({ chunksDone }) => chunksDone), chunksTotal: sum(({ chunksTotal }) => chunksTotal) });
}

/** "100 %" is left to "ready". */
function percentOf({ chunksDone, chunksTotal }: Pick<ModelBuild, "chunksDone" | "chunksTotal">): number {
  return chunksTotal === 0 ? 0 : Math.min(99, Math.floor((100 * chunksDone) / chunksTotal));
}

function timeLeftText(seconds: number, { t }: Localization): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return t("less than a minute left");
  return minutes < 60 ? t("{0} min left", minutes) : t("{0} h {1} min left", Math.floor(minutes / 60), minutes % 60);
}
