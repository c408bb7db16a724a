import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { addModelFile } from "./addingModels";
import { eventually } from "./harness/eventually";
import { packagedExtension, programs } from "./harness/programs";
import type { QuickPickRow } from "./harness/quickPick";
import { Recording } from "./harness/recording";
import { SlowMirror } from "./harness/slowMirror";
import { useVsCode } from "./harness/useVsCode";
import type { Window } from "./harness/window";
import { extensionId, sampleWorkspace } from "./sample";
import { answer, openReady, withoutPreviews } from "./searching";

const known = { id: "coderankembed", bytes: 146_029_792 };

describe("Embedding models", () => {
  const mirror = new SlowMirror(known.bytes);
  const vsCode = useVsCode(async () => ({
    vsix: packagedExtension(),
    settings: withoutPreviews,
    env: { HF_ENDPOINT: await mirror.start() },
  }));
  const workspace = sampleWorkspace();
  after(async () => {
    workspace.remove();
    await mirror.stop();
  });

  async function listed(window: Window): Promise<readonly QuickPickRow[]> {
    await window.run("Semantic Search: Choose Embedding Model…");
    return window.quickPick.rowsWhen("the models", (rows) => rows.length > 1);
  }

  async function choose(window: Window, id: string): Promise<void> {
    await listed(window);
    await window.quickPick.rowNamed(id).click();
  }

  it("are added from a file, tried, used, and left again", async () => {
    const recording = Recording.of(vsCode.server());
    try {
      const window = await openReady(vsCode, workspace.path);
      const before = await listed(window);
      assert.equal(before.find((row) => row.label === "semsearch-static")?.description, "in use");
      const missing = before.find((row) => row.label === known.id);
      assert.equal(missing?.description, "not downloaded, 146 MB");
      assert.match(missing.detail, /^768 dimensions · MIT · code in Python/);
      assert.deepEqual(missing.buttons, ["Download"]);
      await window.screenshot("models-list");

      await window.quickPick.type("Add a GGUF");
      await window.quickPick.rowNamed("Add a GGUF file…").click();
      await addModelFile(window, tinyModel(), "search_query: ");

      const estimate = await window.dialogText("Use tiny-bert?");
      assert.match(estimate, /the bundled model answers until it is done/);
      assert.match(estimate, /of memory/);
      await window.screenshot("models-estimate");
      await window.answerDialog("Use It");

      await eventually("the model to be ready", async () => /Model tiny-bert$/m.test(await window.statusBar.tooltip(extensionId)), 60_000);
      await window.screenshot("models-tooltip");
      await window.statusBar.textWhen(extensionId, /Search: ready$/);
      await eventually("the model to answer", async () => {
        await answer(window, "try again with growing pauses");
        return recording.resultsOf("search").some((result) => (result as { step: string }).step === "tiny-bert");
      });
      await window.screenshot("models-search");
      await window.press("Escape");
      await window.run("Semantic Search: Show Status");
      assert.match(await window.editor.renderedPage("Semantic Search Status"), /Model: tiny-bert/);
      await window.screenshot("models-status-page");

      const inUse = (await listed(window)).find((row) => row.label === "tiny-bert");
      assert.equal(inUse?.description, "in use");
      assert.deepEqual(inUse.buttons, ["Verify the File"]);
      await window.quickPick.pressRowButton("tiny-bert", "Verify the File");
      await window.notifications.toast("tiny-bert is the file that it should be");
      await window.quickPick.rowsWhen("the list again", (rows) => rows.length > 1);
      await window.quickPick.rowNamed("semsearch-static").click();
      await eventually("the bundled model to answer", async () => !(await window.statusBar.tooltip(extensionId)).includes("tiny-bert"));

      await listed(window);
      await window.quickPick.pressRowButton("tiny-bert", "Remove");
      assert.match(await window.dialogText("Remove tiny-bert?"), /A file of your own that you added stays where it is/);
      await window.answerDialog("Remove");
      await window.quickPick.rowsWhen("the list without it", (rows) => rows.length > 1 && !rows.some((row) => row.label === "tiny-bert"));
      await window.press("Escape");
      assert.ok(existsSync(tinyModel()));
    } finally {
      vsCode.server().setMachineSettings({});
    }
  });

  it("are downloaded when the user has agreed, and a cancelled download goes on where it was", async () => {
    const window = await openReady(vsCode, workspace.path);
    await choose(window, known.id);
    const question = await window.dialogText(`Download ${known.id}?`);
    assert.match(question, /146 MB from 127\.0\.0\.1:\d+\. Licence: MIT\./);
    assert.match(question, /the only time that this extension uses the network/);
    await window.screenshot("models-download-question");
    await window.answerDialog("Cancel");
    assert.equal(mirror.requests.length, 0, "nothing is asked for that nobody agreed to");

    await choose(window, known.id);
    await window.answerDialog("Download");
    await window.notifications.toast(/coderankembed: downloading · \d+ % · \d+ MB of 146 MB · \d+ (MB|KB) a second/);
    await window.screenshot("models-download");
    await window.notifications.press(known.id, "Cancel");
    await window.notifications.toast(`What was downloaded of ${known.id} is kept`);
    await window.screenshot("models-download-kept");

    await choose(window, known.id);
    await window.answerDialog("Download");
    await eventually("the download to go on where it was", () =>
      mirror.requests.some(({ headers }) => /^bytes=[1-9]/.test(headers.range ?? "")),
    );
    await window.notifications.toast(/downloading · [1-9]\d* %/);
    await window.notifications.press(known.id, "Cancel");
  });

  it("are not downloaded where the settings forbid it, from the moment that they do", async () => {
    try {
      const window = await openReady(vsCode, workspace.path);
      const servers = (): readonly number[] => vsCode.server().processes("semsearch serve");
      const [before] = servers();
      vsCode.server().setMachineSettings({ "semanticSearch.models.forceLocal": true });
      await eventually("a server that knows of it", () => servers().some((id) => id !== before));
      await window.statusBar.textWhen(extensionId, "Search: ready");
      const asked = mirror.requests.length;
      await choose(window, known.id);
      assert.deepEqual(await window.notifications.buttons("forbids to download it"), ["Open Setting"]);
      await window.screenshot("models-force-local");
      assert.equal(mirror.requests.length, asked);
    } finally {
      vsCode.server().setMachineSettings({});
    }
  });
});

function tinyModel(): string {
  return join(programs().artifacts, "tiny-bert.gguf");
}
