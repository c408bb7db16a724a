import * as vscode from "vscode";
import type { Confirmation } from "./questions";

/** Asks in a dialog. */
export async function confirm({ message, detail, button }: Confirmation): Promise<boolean> {
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, button)) === button;
}
