import * as vscode from "vscode";
import type { ModelInfo, ModelsResult } from "../wire";
import { type ModelAction, inOrder, isInUse, modelRow } from "./rows";

/** What the user wants of the list. */
export type ModelChoice = { readonly action: ModelAction | "use"; readonly model: ModelInfo } | { readonly action: "add" };

export interface Item extends vscode.QuickPickItem {
  readonly choice: ModelChoice | null;
  readonly buttons?: readonly ActionButton[];
}

interface ActionButton extends vscode.QuickInputButton {
  readonly action: ModelAction;
}

/**
 * Shows the models, at once and empty where the server takes its time to name them.
 * @param rowsOf What is shown of them.
 * @returns Undefined when the list was left.
 */
export async function pickModel(
  title: string,
  load: Promise<ModelsResult>,
  rowsOf: (result: ModelsResult) => Item[] = everyModel,
): Promise<ModelChoice | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = vscode.l10n.t("Which model should answer your searches?");
  pick.matchOnDetail = true;
  pick.busy = true;
  const chosen = new Promise<ModelChoice | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const choice = pick.activeItems[0]?.choice;
      if (choice) resolve(choice);
    });
    pick.onDidTriggerItemButton(({ item: { choice }, button }) => {
      if (choice && "model" in choice) resolve({ action: (button as ActionButton).action, model: choice.model });
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
  pick.show();
  try {
    pick.items = rowsOf(await load);
    pick.busy = false;
    return await chosen;
  } finally {
    pick.dispose();
  }
}

/** Models to change to: without the one in use, without the bundled one, which is always there, and with nothing to do but choosing. */
export function otherModels(result: ModelsResult): Item[] {
  return everyModel({
    ...result,
    models: result.models.filter((model) => model.place !== "bundled" && !isInUse(model, result.chosen)),
  }).map((item) => ({
    ...item,
    buttons: [],
  }));
}

function everyModel({ models, chosen }: ModelsResult): Item[] {
  const rows = inOrder(models, chosen).map((model): Item => {
    const { actions, ...words } = modelRow(model, chosen, vscode.l10n);
    return { ...words, buttons: actions.map(buttonOf), choice: { action: "use", model } };
  });
  const add = vscode.l10n.t("Add a GGUF file…");
  return [
    ...rows,
    { label: "", kind: vscode.QuickPickItemKind.Separator, choice: null },
    { label: add, iconPath: new vscode.ThemeIcon("add"), alwaysShow: true, choice: { action: "add" } },
  ];
}

function buttonOf(action: ModelAction): ActionButton {
  switch (action) {
    case "download":
      return { action, iconPath: new vscode.ThemeIcon("cloud-download"), tooltip: vscode.l10n.t("Download") };
    case "verify":
      return { action, iconPath: new vscode.ThemeIcon("verified"), tooltip: vscode.l10n.t("Verify the File") };
    case "remove":
      return { action, iconPath: new vscode.ThemeIcon("trash"), tooltip: vscode.l10n.t("Remove") };
  }
}
