import * as vscode from "vscode";
import type { Services } from "../services";
import { registerStatusCommands } from "./commands";
import { registerStatusItem } from "./item";
import { registerStatusMenu } from "./menu";
import { registerMessages } from "./messages";

/** The status item, its commands, and what the user is told unasked. To be registered before the server starts. */
export function registerStatus(services: Services): vscode.Disposable {
  const item = registerStatusItem(services);
  return vscode.Disposable.from(
    item,
    registerStatusMenu(() => item.isPaused()),
    registerStatusCommands(services),
    registerMessages(services),
  );
}
