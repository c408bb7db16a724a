import type { Localization } from "../localization";
import type { Confirmation } from "../models/questions";
import type { Plan } from "./plan";

/** @param model Id of an archived model; null for all of them. */
export function purgeConfirmation(model: string | null, { t }: Localization): Confirmation {
  return {
    message: model === null ? t("Purge all archived models?") : t("Purge {0}?", model),
    detail: t(
      "What was computed with it is deleted from the index, which gives the disk space back. To use it again, it has to read the code anew. The model's file stays.",
    ),
    button: t("Purge"),
  };
}

export function startConfirmation({ model, estimate }: Plan, { t }: Localization): Confirmation {
  return {
    message: t("Build {0} for this folder?", model),
    detail: [
      estimate.summary,
      t("Nothing changes for your searches until you let it answer them. The Model page shows how far it is."),
    ].join("\n\n"),
    button: t("Build It"),
  };
}
