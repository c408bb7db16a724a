import assert from "node:assert/strict";
import { eventually } from "./harness/eventually";
import { packagedExtension } from "./harness/programs";
import { Recording } from "./harness/recording";
import { useVsCode } from "./harness/useVsCode";
import { sampleWorkspace } from "./sample";
import { openReady } from "./searching";

describe("Similar code", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension() }));
  const workspace = sampleWorkspace();
  let recording: Recording;
  beforeEach(() => {
    recording = Recording.of(vsCode.server());
  });
  after(() => {
    workspace.remove();
  });

  const searches = (): readonly string[] => recording.asked.filter((method) => method === "search" || method === "similar");

  it("is offered on a definition's name, and shown in a peek with scores", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.openFile("src/net/retry.ts");
    await window.hover.overWord("retryWithBackoff", "Find similar code");
    await window.screenshot("similar-hover");
    await window.hover.clickLink("Find similar code");
    const places = await window.editor.peekPlaces();
    assert.ok(
      places.some((place) => place.includes("client.py")),
      places.join("\n"),
    );
    assert.match((await window.editor.peekLabels())[0] ?? "", /^0\.\d\d · 1 of \d+$/);
    await window.screenshot("similar-peek");
    await window.press("Escape");
    await window.editor.peek.waitFor({ state: "detached" });
  });

  it("is looked for only when asked: the mouse alone looks names up", async () => {
    const window = await openReady(vsCode, workspace.path);
    const before = searches().length;
    await window.openFile("src/net/client.py");
    const lookedUp = (): readonly unknown[] => recording.resultsOf("definition");
    const names = lookedUp().length;
    await eventually("the word to be looked up", async () => {
      await window.hover.restOnWord("attempts");
      return eventually("a look-up", () => lookedUp().length > names, 3_000);
    });
    assert.equal(lookedUp().at(-1), null, "a parameter is no definition that could be compared");
    await window.hover.overWord("upload_invoice", "Find similar code");
    await window.hover.restOnWord("warehouse");
    await window.hover.overWord("fetch_with_retries", "Find similar code");
    assert.equal(searches().length, before);
    await window.hover.clickLink("Find similar code");
    await window.editor.peekPlaces();
    assert.equal(searches().length, before + 1);
  });

  it("is found for selected lines, by the context menu", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.openFile("src/net/client.py");
    await window.editor.goToLine(8);
    await window.press("Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown");
    await eventually("a selection", async () => (await window.editor.position()).selected > 100);
    await window.chooseFromMenu("ConnectionError", "Find Similar Code");
    const places = await window.editor.peekPlaces();
    assert.ok(
      places.some((place) => place.includes("retry.ts")),
      places.join("\n"),
    );
    await eventually("a summary in the status bar", async () => (await window.statusBar.wholeText()).includes("places like lines 8–13: "));
    await window.screenshot("similar-selection");
  });

  it("is found by key for the definition at the cursor, and says so where there is nothing", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.openFile("src/net/client.py");
    await window.editor.goToLine(5);
    await window.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Control+Alt+s");
    await window.editor.peekPlaces();
    await eventually("a summary in the status bar", async () =>
      /places? like fetch_with_retries: /.test(await window.statusBar.wholeText()),
    );
    await window.screenshot("similar-key");
    await window.press("Escape");
    await window.editor.peek.waitFor({ state: "detached" });
    await window.editor.goToLine(15);
    await window.press("Control+Alt+s");
    await window.notifications.toast("Nothing to compare here: select some lines of code first.");
    await window.screenshot("similar-nothing");
  });
});
