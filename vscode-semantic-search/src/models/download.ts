import * as vscode from "vscode";
import type { Client } from "../client";
import type { ModelInfo } from "../wire";
import { confirm } from "./confirm";
import { longRequest } from "./longRequest";
import { downloadConfirmation } from "./questions";

const forceLocal = "semanticSearch.models.forceLocal";
/** A mirror to be used in place of the usual source; the server, which inherits the environment, heeds it too. */
const mirrorVariable = "HF_ENDPOINT";

/**
 * Downloads a model, after the user has agreed to it.
 * @returns Whether it is here now.
 */
export async function downloadModel(client: Client, folder: string, model: ModelInfo): Promise<boolean> {
  if (vscode.workspace.getConfiguration().get<boolean>(forceLocal, false)) {
    await explainForceLocal(model.id);
    return false;
  }
  if (!(await confirm(downloadConfirmation(model, sourceHost(), vscode.l10n)))) return false;
  const done = await longRequest(client, {
    about: model.id,
    what: vscode.l10n.t("downloading"),
    model: model.id,
    inBytes: true,
    run: async (token) => {
      await client.downloadModel(folder, model.id, token);
      return true;
    },
  });
  if (!done)
    void vscode.window.showInformationMessage(
      vscode.l10n.t("What was downloaded of {0} is kept; choose the model again to go on.", model.id),
    );
  return done ?? false;
}

function sourceHost(): string {
  const mirror = process.env[mirrorVariable];
  return mirror && URL.canParse(mirror) ? new URL(mirror).host : "huggingface.co";
}

async function explainForceLocal(id: string): Promise<void> {
  const openSetting = vscode.l10n.t("Open Setting");
  const text = vscode.l10n.t(
    "{0} is not on this machine, and the setting {1} forbids to download it. Change the setting, or add the model's file by hand.",
    id,
    forceLocal,
  );
  if ((await vscode.window.showWarningMessage(text, openSetting)) === openSetting)
    await vscode.commands.executeCommand("workbench.action.openSettings", forceLocal);
}
