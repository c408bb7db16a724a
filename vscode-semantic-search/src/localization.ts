import type { l10n } from "vscode";

/** `vscode.l10n`, handed to code that runs in tests without an editor. */
export type Localization = Pick<typeof l10n, "t">;
