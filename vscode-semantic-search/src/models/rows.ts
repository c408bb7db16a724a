import type { Localization } from "../localization";
import { sizeText } from "../sizeText";
import type { ModelInfo } from "../wire";

/** What can be done with a model beside choosing it. */
export type ModelAction = "download" | "verify" | "remove";

/** The words of one row, and its buttons. */
export interface ModelRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly actions: readonly ModelAction[];
}

/** @param chosen Id of the folder's model; null for the bundled one. */
export function modelRow(model: ModelInfo, chosen: string | null, l10n: Localization): ModelRow {
  const { id, place, dimensions, licence, trainedFor } = model;
  const inUse = isInUse(model, chosen);
  return {
    label: id,
    description: [inUse ? l10n.t("in use") : "", placeText(model, inUse, l10n)].filter(Boolean).join(" · "),
    detail: [dimensions > 0 ? l10n.t("{0} dimensions", dimensions) : "", licence, trainedFor].filter(Boolean).join(" · "),
    actions: place === "missing" ? ["download"] : place === "here" ? (inUse ? ["verify"] : ["verify", "remove"]) : [],
  };
}

/** What can be had at once comes first: the list is longer than what is seen of it. */
export function inOrder(models: readonly ModelInfo[], chosen: string | null): ModelInfo[] {
  const rank = (model: ModelInfo): number => (isInUse(model, chosen) ? 0 : model.place === "missing" ? 2 : 1);
  return [...models].sort((left, right) => rank(left) - rank(right));
}

export function isInUse({ id, place }: ModelInfo, chosen: string | null): boolean {
  return chosen === null ? place === "bundled" : id === chosen;
}

function placeText({ place, sizeBytes }: ModelInfo, inUse: boolean, { t }: Localization): string {
  if (place === "missing") return sizeBytes > 0 ? t("not downloaded, {0}", sizeText(sizeBytes)) : t("not downloaded");
  if (inUse) return "";
  return place === "bundled" ? t("bundled") : t("here");
}
