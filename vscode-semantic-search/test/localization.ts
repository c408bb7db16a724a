import type { Localization } from "../src/localization";

/** English, as `vscode.l10n` gives it without a bundle. */
export const english: Localization = {
  t: (message: unknown, ...args: unknown[]) => String(message).replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)])),
};
