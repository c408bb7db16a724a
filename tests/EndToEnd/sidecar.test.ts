import assert from "node:assert/strict";
import { eventually } from "./harness/eventually";
import { packagedExtension } from "./harness/programs";
import { useVsCode } from "./harness/useVsCode";
import type { Workspace } from "./harness/workspace";
import { extensionId, sampleWorkspace } from "./sample";
import { answer, openReady, untilFound, withoutPreviews } from "./searching";

describe("The search server", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension(), settings: withoutPreviews }));
  // One for each test, because VS Code brings unsaved text back when a folder is opened again.
  let workspace: Workspace;
  beforeEach(() => {
    workspace = sampleWorkspace();
  });
  afterEach(() => {
    workspace.remove();
  });

  const servers = (): readonly number[] => vsCode.server().processes("semsearch serve");
  const newServer = (but: readonly number[] = []): Promise<number> =>
    eventually("a server", () => servers().find((id) => !but.includes(id)));

  it("comes back when it dies, and loses nothing", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.openFile("src/net/client.py");
    await window.editor.goToLine(4);
    await window.editor.type("def weigh_parcel(parcel):\n    return sum(article.grams for article in parcel)\n\n\n");
    await untilFound(window, "how heavy is a parcel", "weigh_parcel", "src/net/client.py");
    await window.press("Escape");

    const first = await newServer();
    process.kill(first, "SIGKILL");
    assert.deepEqual(await window.notifications.buttons("It is being restarted; nothing is lost."), ["Show Log"]);
    await window.screenshot("sidecar-killed");
    await window.notifications.press("It is being restarted", "Show Log");
    await eventually("the log", async () => (await window.panelText()).includes("was ended by SIGKILL"));
    await window.screenshot("sidecar-log");
    const second = await newServer([first]);
    await window.statusBar.textWhen(extensionId, "Search: ready");
    await untilFound(window, "how heavy is a parcel", "weigh_parcel", "src/net/client.py");
    await window.screenshot("sidecar-back");
    await window.press("Escape");

    process.kill(second, "SIGKILL");
    await newServer([first, second]);
    await window.statusBar.textWhen(extensionId, "Search: ready");
    assert.deepEqual(await window.notifications.texts(), [], "a second death is not news");
  });

  it("is given up when it dies again and again, and starts when asked to", async () => {
    const window = await openReady(vsCode, workspace.path);
    const killed: number[] = [];
    for (let death = 0; death < 5; death++) {
      const id = await newServer(killed);
      await window.statusBar.textWhen(extensionId, "Search: ready");
      process.kill(id, "SIGKILL");
      killed.push(id);
    }
    await window.statusBar.textWhen(extensionId, "Search: failed");
    assert.deepEqual(await window.notifications.buttons("is left alone now"), ["Restart", "Show Log"]);
    assert.equal((await window.notifications.texts()).filter((text) => text.includes("is left alone now")).length, 1);
    await window.screenshot("sidecar-given-up");
    const rows = await answer(window, "try again with growing pauses");
    assert.match(rows[0]?.label ?? "", /is left alone now/);
    await window.screenshot("sidecar-search-failed");
    await window.press("Escape");

    await window.run("Semantic Search: Restart Search Server");
    await window.statusBar.textWhen(extensionId, "Search: ready");
    await untilFound(window, "try again with growing pauses", "retryWithBackoff", "src/net/retry.ts");
  });

  it("is explained when it is missing", async () => {
    vsCode.server().setMachineSettings({ "semanticSearch.server.path": "/nowhere/semsearch" });
    try {
      const window = await vsCode.open(workspace.path);
      await window.statusBar.textWhen(extensionId, "Search: failed");
      const buttons = await window.notifications.buttons(
        "There is no file /nowhere/semsearch. Correct the setting semanticSearch.server.path",
      );
      assert.deepEqual(buttons, ["Restart", "Show Log"]);
      await window.screenshot("sidecar-missing");
      vsCode.server().setMachineSettings({});
      // Pressed again until VS Code has read the settings.
      await eventually("the server to start", async () => {
        await window.notifications.press("There is no file", "Restart");
        return window.statusBar.textWhen(extensionId, "Search: ready", 3_000);
      });
    } finally {
      vsCode.server().setMachineSettings({});
    }
  });

  it("ends with its window", async () => {
    const window = await openReady(vsCode, workspace.path);
    assert.equal(servers().length, 1);
    await vsCode.server().closeWindows();
    assert.ok(window.page.isClosed());
    await eventually("the server to end", () => servers().length === 0);
  });

  it("ends when its editor is killed", async () => {
    await openReady(vsCode, workspace.path);
    const [server] = servers();
    const [editor] = vsCode.server().processes("--type=extensionHost");
    assert.ok(server !== undefined && editor !== undefined);
    process.kill(editor, "SIGKILL");
    await eventually("the server to end", () => !isRunning(server));
  });
});

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch {
    return false;
  }
}
