import * as vscode from "vscode";
import { registerAgents } from "./agents";
import { Client } from "./client";
import { foldersOnDisk, launchOf, restartOnNewSettings } from "./launch";
import { registerModels } from "./models";
import { registerModelPage } from "./modelPage";
import { registerResultCommands } from "./results/commands";
import { ResultsView } from "./results/resultsView";
import { registerSearch } from "./search/searchPick";
import type { Services } from "./services";
import { Sidecar } from "./sidecar";
import { registerSimilar } from "./similar";
import { registerStatus } from "./status";
import type { Severity } from "./wire";
import { registerWorkspace } from "./workspace";

let sidecar: Sidecar | undefined;

/** Only registers; the server is started once there is a folder to serve, and not waited for. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Semantic Search", { log: true });
  const write = (severity: Severity, text: string): void => {
    if (severity === "error") log.error(text);
    else if (severity === "warning") log.warn(text);
    else log.info(text);
  };
  sidecar = new Sidecar(() => launchOf(context), write);
  const services: Services = { client: new Client(sidecar), sidecar, log };
  const results = new ResultsView(context, services);
  context.subscriptions.push(
    log,
    results,
    registerResultCommands(services.client, results),
    registerSearch(context, services, results),
    services.client.onLog(({ severity, text }) => {
      write(severity, text);
    }),
    followFolders(services),
    registerStatus(services),
    registerModels(services),
    registerModelPage(context, services),
    restartOnNewSettings(sidecar),
    registerWorkspace(services),
    registerSimilar(services),
    registerAgents(context, services),
  );
  if (foldersOnDisk(vscode.workspace.workspaceFolders).length > 0) {
    // A failure is told by the status item, which listens to the sidecar's state.
    sidecar.connection().catch(() => undefined);
  }
}

export async function deactivate(): Promise<void> {
  await sidecar?.dispose();
}

function followFolders({ client }: Services): vscode.Disposable {
  const tell = (change: Partial<vscode.WorkspaceFoldersChangeEvent>): void => {
    void client.changeFolders({
      added: foldersOnDisk(change.added),
      removed: foldersOnDisk(change.removed).map(({ path }) => path),
      trusted: vscode.workspace.isTrusted,
    });
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(tell),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      tell({});
    }),
  );
}
