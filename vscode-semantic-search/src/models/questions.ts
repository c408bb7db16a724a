import type { Localization } from "../localization";
import { sizeText } from "../sizeText";
import type { EstimateResult, ModelInfo } from "../wire";

/** What is asked in a dialog before something is done. */
export interface Confirmation {
  readonly message: string;
  readonly detail: string;
  /** The button that does it. */
  readonly button: string;
}

/** @param host Where it is downloaded from. */
export function downloadConfirmation({ id, sizeBytes, licence }: ModelInfo, host: string, { t }: Localization): Confirmation {
  return {
    message: t("Download {0}?", id),
    detail: [
      sizeBytes > 0
        ? t("{0} from {1}. Licence: {2}.", sizeText(sizeBytes), host, licence || t("not known"))
        : t("From {0}. Licence: {1}.", host, licence || t("not known")),
      t(
        "Downloading a model that you choose is the only time that this extension uses the network. Your code and your questions stay here.",
      ),
    ].join("\n\n"),
    button: t("Download"),
  };
}

export function useConfirmation(id: string, { summary }: EstimateResult, { t }: Localization): Confirmation {
  return { message: t("Use {0}?", id), detail: summary, button: t("Use It") };
}

export function removeConfirmation({ id }: ModelInfo, { t }: Localization): Confirmation {
  return {
    message: t("Remove {0}?", id),
    detail: t("A downloaded file is deleted, and can be downloaded again. A file of your own that you added stays where it is."),
    button: t("Remove"),
  };
}
