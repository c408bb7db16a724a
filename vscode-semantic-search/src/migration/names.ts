import type { Localization } from "../localization";

/** By what the server calls the bundled model where a model answers. */
const bundled = "bundled";

/** A model's name within a sentence. */
export function nameOf(model: string, { t }: Localization): string {
  return model === bundled ? t("the bundled model") : model;
}

/** A model's name at the beginning of a sentence. An id stays as it is written. */
export function firstNameOf(model: string, { t }: Localization): string {
  return model === bundled ? t("The bundled model") : model;
}

/** A reason that the server gives within a line, as a sentence of its own. */
export function sentence(text: string): string {
  const capitalized = text.charAt(0).toUpperCase() + text.slice(1);
  return text === "" || /[.!?]$/.test(text) ? capitalized : `${capitalized}.`;
}
