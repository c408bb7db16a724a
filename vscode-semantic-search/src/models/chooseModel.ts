import * as vscode from "vscode";
import { chooseFolder } from "../chooseFolder";
import type { Client } from "../client";
import type { ModelInfo } from "../wire";
import { addModel } from "./addModel";
import { confirm } from "./confirm";
import { downloadModel } from "./download";
import { longRequest } from "./longRequest";
import { type ModelChoice, pickModel } from "./modelPick";
import { removeConfirmation, useConfirmation } from "./questions";

/** Milliseconds for which the status bar says that the bundled model answers again. */
const saidFor = 8_000;

/** Lets the user choose which model a folder is searched with, and manage those that there are. */
export async function chooseModel(client: Client): Promise<void> {
  const folder = await chooseFolder(vscode.l10n.t("Choose the model of which folder?"));
  if (!folder) return;
  const title = vscode.l10n.t("Embedding Model of {0}", folder.name);
  let choice: ModelChoice | undefined;
  do {
    choice = await pickModel(title, client.models(folder.path));
  } while (choice && (await act(client, folder.path, choice)));
}

/** @returns Whether the list is to be shown again. */
async function act(client: Client, folder: string, choice: ModelChoice): Promise<boolean> {
  switch (choice.action) {
    case "use":
      await use(client, folder, choice.model);
      return false;
    case "add": {
      const added = await addModel(client);
      if (added !== undefined) await estimateAndUse(client, folder, added);
      return false;
    }
    case "download":
      return downloadModel(client, folder, choice.model);
    case "verify":
      await verify(client, folder, choice.model);
      return true;
    case "remove":
      if (await confirm(removeConfirmation(choice.model, vscode.l10n))) await client.removeModel(folder, choice.model.id);
      return true;
  }
}

async function use(client: Client, folder: string, model: ModelInfo): Promise<void> {
  if (model.place === "bundled") {
    await client.useModel(folder, null);
    vscode.window.setStatusBarMessage(vscode.l10n.t("The bundled model answers searches."), saidFor);
  } else if (model.place === "here" || (await downloadModel(client, folder, model))) {
    await estimateAndUse(client, folder, model.id);
  }
}

async function estimateAndUse(client: Client, folder: string, model: string): Promise<void> {
  const estimate = await longRequest(client, {
    about: model,
    what: vscode.l10n.t("trying it on this machine"),
    model,
    inBytes: false,
    run: (token) => client.estimateModel(folder, model, token),
  });
  if (estimate && (await confirm(useConfirmation(model, estimate, vscode.l10n)))) await client.useModel(folder, model);
}

async function verify(client: Client, folder: string, { id }: ModelInfo): Promise<void> {
  const verified = await longRequest(client, {
    about: id,
    what: vscode.l10n.t("checking"),
    model: id,
    inBytes: true,
    run: (token) => client.verifyModel(folder, id, token),
  });
  if (!verified) return;
  void (verified.ok ? vscode.window.showInformationMessage(verified.detail) : vscode.window.showWarningMessage(verified.detail));
}
