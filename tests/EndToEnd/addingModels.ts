import { basename } from "node:path";
import type { Window } from "./harness/window";

/** Answers VS Code's own file dialog, and what a model's file leaves open. */
export async function addModelFile(window: Window, file: string, queryPrefix: string): Promise<void> {
  await window.quickPick.rowsWhen("the workspace's folder", (rows) => rows.length > 1 && rows.some(({ label }) => label === ".."));
  await window.quickPick.type(file);
  // Enter, pressed before the folder is read, would choose another row.
  await window.quickPick.rowsWhen("the file", (rows) => rows.some((row) => row.label === basename(file)));
  await window.quickPick.widget.getByRole("button", { name: "Add", exact: true }).click();
  await window.page.getByText("What does the model want before a question").waitFor();
  await window.screenshot("models-add-prefix");
  await window.quickPick.type(queryPrefix);
  await window.press("Enter");
  await window.page.getByText("What does the model want before a piece of code").waitFor();
  await window.press("Enter");
}
