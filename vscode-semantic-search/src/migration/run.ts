import * as vscode from "vscode";
import type { Client } from "../client";
import { confirm } from "../models/confirm";
import { downloadModel } from "../models/download";
import { longRequest } from "../models/longRequest";
import { otherModels, pickModel } from "../models/modelPick";
import { addModel } from "../models/addModel";
import { sizeText } from "../sizeText";
import type { StartMigrationParams } from "../wire";
import type { Act } from "./acts";
import { firstNameOf } from "./names";
import type { Plan } from "./plan";
import { purgeConfirmation } from "./questions";

/** Milliseconds for which the status bar says what was done. */
const saidFor = 8_000;

/** Does what a button says; those that take long under a notification with their progress. */
export async function run(client: Client, folder: string, act: Exclude<Act, { type: "choose" }>): Promise<void> {
  switch (act.type) {
    case "start":
      await start(client, { folder, model: act.model, automatic: act.automatic });
      return;
    case "pause":
      await client.pauseMigration(folder);
      return;
    case "resume":
      await client.resumeMigration(folder);
      return;
    case "compare":
      await compare(client, folder);
      return;
    case "canary":
      await client.canary({ folder, share: act.share, automatic: act.automatic });
      return;
    case "promote": {
      const { active } = await client.promote(folder);
      say(vscode.l10n.t("{0} answers searches now.", firstNameOf(active, vscode.l10n)));
      return;
    }
    case "rollBack": {
      const { active } = await client.rollBack(folder);
      say(vscode.l10n.t("{0} answers searches.", firstNameOf(active, vscode.l10n)));
      return;
    }
    case "archive":
      await client.archiveModel(folder, act.model);
      return;
    case "purge":
      await purge(client, folder, act.model);
      return;
    case "retry": {
      const { count } = await client.retryMigration(folder, act.hash);
      say(count === 1 ? vscode.l10n.t("One piece of code is tried again.") : vscode.l10n.t("{0} pieces of code are tried again.", count));
      return;
    }
  }
}

/**
 * Lets the user choose a model, has it downloaded where it is not here, and tries it on the folder.
 * @returns Undefined when the user left off.
 */
export async function plan(client: Client, folder: string): Promise<Plan | undefined> {
  const model = await chooseCandidate(client, folder);
  if (model === undefined) return undefined;
  const estimate = await longRequest(client, {
    about: model,
    what: vscode.l10n.t("trying it on this machine"),
    model,
    inBytes: false,
    run: (token) => client.planMigration(folder, model, token),
  });
  return estimate && { model, estimate };
}

/** @returns Whether there is a new comparison. */
export async function compare(client: Client, folder: string): Promise<boolean> {
  const { candidate } = await client.migration(folder);
  const compared = await longRequest(client, {
    about: vscode.l10n.t("Comparing models"),
    what: vscode.l10n.t("looking for questions in the code"),
    model: candidate,
    inBytes: false,
    run: (token) => client.compareModels(folder, token),
  });
  return compared !== undefined;
}

/** Large models take their time to be opened. */
async function start(client: Client, params: StartMigrationParams): Promise<void> {
  await longRequest(client, {
    about: params.model,
    what: vscode.l10n.t("loading"),
    model: params.model,
    inBytes: false,
    run: (token) => client.startMigration(params, token),
  });
}

async function chooseCandidate(client: Client, folder: string): Promise<string | undefined> {
  const choice = await pickModel(vscode.l10n.t("Change the Model"), client.models(folder), otherModels);
  if (!choice) return undefined;
  if (choice.action === "add") return addModel(client);
  const { model } = choice;
  if (model.place === "missing" && !(await downloadModel(client, folder, model))) return undefined;
  return model.id;
}

async function purge(client: Client, folder: string, model: string | null): Promise<void> {
  if (!(await confirm(purgeConfirmation(model, vscode.l10n)))) return;
  const purged = await longRequest(client, {
    about: vscode.l10n.t("Giving disk space back"),
    what: model ?? vscode.l10n.t("all archived models"),
    model,
    inBytes: false,
    run: (token) => client.purgeModels(folder, model, token),
  });
  if (!purged) return;
  const { bytesBefore, bytesAfter } = purged;
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      "The index had {0} and has {1} now: {2} were given back.",
      ...[bytesBefore, bytesAfter, bytesBefore - bytesAfter].map(sizeText),
    ),
  );
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, saidFor);
}
