import assert from "node:assert/strict";
import { eventually } from "./harness/eventually";
import { packagedExtension } from "./harness/programs";
import type { QuickPickRow } from "./harness/quickPick";
import { useVsCode } from "./harness/useVsCode";
import type { Window } from "./harness/window";
import { extensionId, sampleWorkspace } from "./sample";

const question = "try again with growing pauses";
const has = (label: string) => (rows: readonly QuickPickRow[]) => rows.some((row) => row.label === label);

describe("Searching", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension() }));
  const workspace = sampleWorkspace();
  after(() => {
    workspace.remove();
  });

  async function ready(size?: { width: number; height: number }): Promise<Window> {
    const window = await vsCode.open(workspace.path, size);
    await window.statusBar.textWhen(extensionId, "Search: ready");
    return window;
  }

  async function ask(window: Window, query: string): Promise<void> {
    await window.run("Semantic Search: Search…");
    await window.quickPick.type(query);
  }

  it("answers while typing, previews, goes back on Escape, and opens on Enter", async () => {
    const window = await ready();
    await window.openFile("README.md");
    await window.editor.goToLine(3);
    await ask(window, question);
    const rows = await window.quickPick.rowsWhen("hits", has("retryWithBackoff"));
    const hit = rows.find((row) => row.label === "retryWithBackoff");
    assert.equal(hit?.description, "retry.ts:1–12  src/net");
    assert.match(hit.detail, /^export async function retryWithBackoff/);
    assert.match(hit.ariaLabel, /retryWithBackoff.*retry\.ts/);
    assert.deepEqual(hit.buttons, ["Open to the Side"]);
    await window.screenshot("search");

    await window.editor.showing(rows[0]?.description.includes("client.py") ? "client.py" : "retry.ts");
    await eventually("the hit's lines to be marked", () => window.editor.isPreview());
    await window.screenshot("search-preview");

    await window.press("Escape");
    await window.editor.showing("README.md");
    await eventually("the cursor where it was", async () => (await window.editor.position()).line === 3);
    await window.screenshot("search-escape");

    await ask(window, "CalculateTotal");
    await window.quickPick.rowsWhen("the definition first", (found) => found[0]?.label.endsWith("CalculateTotal") ?? false);
    await window.press("Enter");
    await window.editor.showing("Cart.cs");
    await eventually("the cursor on its name's line", async () => (await window.editor.position()).line === 9);
    await window.screenshot("search-opened");
  });

  it("limits a search by language, tests, folder and changes, and says so", async () => {
    const window = await ready();
    await window.openFile("src/net/client.py");
    await ask(window, question);
    await window.quickPick.rowsWhen("hits in several languages", has("retryWithBackoff"));

    await window.quickPick.pressButton("Search only python");
    const python = await window.quickPick.rowsWhen("hits in Python", (rows) => rows.length > 0 && !has("retryWithBackoff")(rows));
    assert.ok(python.every((row) => row.description.includes(".py:")));
    assert.match(await window.quickPick.title(), /only python/);
    await window.screenshot("search-filtered");
    await window.quickPick.pressButton("Search all languages");
    await window.quickPick.rowsWhen("hits in all languages again", has("retryWithBackoff"));

    await window.quickPick.pressButton("Leave tests out");
    await window.quickPick.rowsWhen("no tests", (rows) => rows.length > 0 && !has("retries until it works")(rows));
    await window.quickPick.pressButton("Search only in tests");
    await window.quickPick.rowsWhen("tests alone", (rows) => has("retries until it works")(rows) && !has("retryWithBackoff")(rows));
    await window.quickPick.pressButton("Search in tests too");

    await window.quickPick.pressButton("Search only in src/net/");
    await window.quickPick.rowsWhen("one folder", (rows) => rows.length > 0 && rows.every((row) => row.description.endsWith("  src/net")));
    await window.press("Escape");

    workspace.write("src/net/waiting.py", "def wait_longer_each_time(pause):\n    return pause * 2\n");
    await ask(window, "wait longer each time");
    await window.quickPick.rowsWhen("the new file", has("wait_longer_each_time"));
    await window.quickPick.pressButton("Search only changed files");
    const changed = await window.quickPick.rowsWhen("changed files", (rows) => rows.length > 0 && !has("retryWithBackoff")(rows));
    assert.ok(changed.every((row) => row.description.startsWith("waiting.py:")));
    await window.press("Escape");
    workspace.delete("src/net/waiting.py");
  });

  it("says what to do when nothing is found, and offers what was asked before", async () => {
    const window = await ready();
    await ask(window, "CalculateTotal");
    await window.quickPick.rowsWhen("a hit", (rows) => rows[0]?.label.endsWith("CalculateTotal") ?? false);
    await window.press("Enter");
    await window.editor.showing("Cart.cs");
    await window.run("Semantic Search: Search…");
    await window.quickPick.type("");
    await window.quickPick.rowsWhen("the last search", has("CalculateTotal"));
    await window.screenshot("search-history");
    await window.quickPick.rowNamed("CalculateTotal").click();
    await window.quickPick.rowsWhen("its answer", (rows) => rows[0]?.label.endsWith("CalculateTotal") ?? false);
    await window.press("Escape");
    await window.run("Semantic Search: Clear Search History");
    await window.run("Semantic Search: Search…");
    await window.quickPick.type("");
    await window.quickPick.rowsWhen("an empty history", (rows) => !has("CalculateTotal")(rows));
    await window.press("Escape");
  });

  it("keeps results in a view of their own, by mouse and by keyboard", async () => {
    const window = await ready();
    await ask(window, question);
    await window.quickPick.rowsWhen("hits", has("retryWithBackoff"));
    await window.quickPick.pressButton("Show All in Results View");
    const rows = await window.sideBar.rowsWhen("the tree", (found) => found.some((row) => row.label === "retryWithBackoff"));
    assert.equal(rows[0]?.label, question);
    assert.match(rows[0].description, /results in \d+ files/);
    assert.match(rows.find((row) => row.label === "retryWithBackoff")?.ariaLabel ?? "", /function retryWithBackoff, lines 1 to 12/);
    await window.screenshot("results");

    await window.sideBar.row("retryWithBackoff").click();
    await window.editor.showing("retry.ts");
    await window.press("ArrowRight");
    await window.sideBar.rowsWhen("its lines of code", (found) => found.some((row) => row.label.includes("Math.random")));
    await window.screenshot("results-expanded");

    await window.sideBar.pressRowButton(question, "Pin Search");
    await ask(window, "take articles out of the stock");
    await window.quickPick.rowsWhen("hits", has("Stock.Reserve"));
    await window.quickPick.pressButton("Show All in Results View");
    await window.sideBar.rowsWhen("both searches", (found) => found.filter((row) => row.level === 1).length === 2);
    await window.screenshot("results-pinned");
    await window.sideBar.row("take articles out of the stock").click();
    await window.press("Delete");
    await window.sideBar.rowsWhen("the pinned search alone", (found) => found.filter((row) => row.level === 1).length === 1);
    await window.sideBar.pressRowButton(question, "Unpin Search");
    await window.sideBar.pressTitleButton("Clear Results");
    await eventually("the view to invite to a search", async () => (await window.sideBar.text()).includes("Find code by what it does"));
    await window.screenshot("results-empty");
  });

  it("is legible in a light theme, in high contrast, and in a narrow window", async () => {
    const window = await ready({ width: 700, height: 600 });
    await window.useTheme("light");
    await ask(window, question);
    await window.quickPick.rowsWhen("hits", has("retryWithBackoff"));
    await window.screenshot("search-light-narrow");
    await window.press("Escape");
    await window.useTheme("high contrast");
    await ask(window, question);
    await window.quickPick.rowsWhen("hits", has("retryWithBackoff"));
    await window.screenshot("search-contrast-narrow");
    await window.press("Escape");
    await window.useTheme("dark");
  });
});
