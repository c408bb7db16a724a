import * as vscode from "vscode";
import { askingCommand } from "../askingCommand";
import { chooseFolder } from "../chooseFolder";
import type { Plan } from "../migration/plan";
import { startConfirmation } from "../migration/questions";
import { compare, plan, run } from "../migration/run";
import { confirm } from "../models/confirm";
import type { Services } from "../services";
import type { FolderRef } from "../wire";
import { ModelPage } from "./modelPage";

const viewType = "semanticSearch.models";

/** The Model page, and the commands about a change of the model. */
export function registerModelPage(context: vscode.ExtensionContext, services: Services): vscode.Disposable {
  const { client } = services;
  const pages = new OnePage(context.extensionUri, services);
  const inFolder = (name: string, question: string, act: (folder: FolderRef) => Promise<void>): vscode.Disposable =>
    askingCommand(name, async () => {
      const folder = await chooseFolder(question);
      if (folder) await act(folder);
    });
  return vscode.Disposable.from(
    pages,
    vscode.window.registerWebviewPanelSerializer(viewType, pages),
    askingCommand("openModelPage", () => {
      pages.show();
      return Promise.resolve();
    }),
    inFolder("planModelChange", vscode.l10n.t("Plan for which folder?"), async (folder) => {
      const planned = await plan(client, folder.path);
      if (planned) pages.show(folder, planned, "steps");
    }),
    inFolder("startModelChange", vscode.l10n.t("Change the model of which folder?"), async (folder) => {
      const planned = await plan(client, folder.path);
      if (!planned || !(await confirm(startConfirmation(planned, vscode.l10n)))) return;
      await run(client, folder.path, { type: "start", model: planned.model, automatic: false });
      pages.show(folder, null, "steps");
    }),
    inFolder("compareModels", vscode.l10n.t("Compare the models of which folder?"), async (folder) => {
      if (await compare(client, folder.path)) pages.show(folder, null, "comparison");
    }),
    inFolder("promoteModel", vscode.l10n.t("Promote the new model of which folder?"), (folder) =>
      run(client, folder.path, { type: "promote" }),
    ),
    inFolder("rollBackModel", vscode.l10n.t("Roll back the model of which folder?"), (folder) =>
      run(client, folder.path, { type: "rollBack" }),
    ),
    inFolder("showMigrationErrors", vscode.l10n.t("Errors of which folder?"), async (folder) => {
      const { errors } = await client.migrationErrors(folder.path);
      if (errors.length > 0) pages.show(folder, null, "errors");
      else void vscode.window.showInformationMessage(vscode.l10n.t("The new model has read everything that it was given."));
    }),
  );
}

/** One page at a time; opened again, it comes to the front. */
class OnePage implements vscode.WebviewPanelSerializer, vscode.Disposable {
  private page: ModelPage | undefined;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly services: Services,
  ) {}

  show(folder?: FolderRef, planned: Plan | null = null, section: string | null = null): void {
    this.page ??= this.follow(
      vscode.window.createWebviewPanel(viewType, vscode.l10n.t("Semantic Search: Models"), vscode.ViewColumn.Active, {}),
    );
    this.page.show(folder, planned, section);
  }

  /** After a restart of the editor. Its script says which folder it was about. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    this.page?.dispose();
    this.page = this.follow(panel);
    return Promise.resolve();
  }

  dispose(): void {
    this.page?.dispose();
  }

  private follow(panel: vscode.WebviewPanel): ModelPage {
    const page = new ModelPage(panel, this.services, this.extension);
    page.onClosed(() => {
      page.dispose();
      if (this.page === page) this.page = undefined;
    });
    return page;
  }
}
