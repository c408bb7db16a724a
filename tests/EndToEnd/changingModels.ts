import assert from "node:assert/strict";
import { join } from "node:path";
import { addModelFile } from "./addingModels";
import { programs } from "./harness/programs";
import type { OpenVsCode } from "./harness/useVsCode";
import { Webview } from "./harness/webview";
import type { Window } from "./harness/window";
import { answer, openReady } from "./searching";

/** Milliseconds for a model's trial on a machine with other things to do. */
const working = 90_000;

/** Opens a folder and its Model page, once the bundled model answers. */
export async function openModelPage(vsCode: OpenVsCode, folder: string): Promise<[Window, Webview]> {
  const window = await openReady(vsCode, folder);
  await window.run("Semantic Search: Open Model Page");
  const page = new Webview(window.page);
  await page.textWhen("answering", /The bundled model answers all searches\./);
  return [window, page];
}

/** Chooses a model's file, and waits for what it would cost. */
export async function planChange(window: Window, page: Webview, model: string): Promise<void> {
  await page.pressByKey("Choose a model: Choose a Model…");
  await window.quickPick.rowsWhen("the models", (rows) => rows.length > 1);
  await window.quickPick.type("Add a GGUF");
  await window.quickPick.rowNamed("Add a GGUF file…").click();
  await addModelFile(window, join(programs().artifacts, `${model}.gguf`), "");
  assert.match(await page.textWhen("step-plan", /Build It/, working), /of memory/);
}

/** Asks in the palette, and leaves it. */
export async function askOnce(window: Window, question: string): Promise<void> {
  const [first] = await answer(window, question);
  assert.ok(first);
  await window.press("Escape");
}
