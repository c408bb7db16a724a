import assert from "node:assert/strict";
import { packagedExtension } from "./harness/programs";
import { useVsCode } from "./harness/useVsCode";
import { extensionId, sampleWorkspace } from "./sample";

describe("Searching", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension() }));
  const workspace = sampleWorkspace();
  after(() => { workspace.remove(); });

  it("answers while typing, previews, and goes back on Escape", async () => {
    const window = await vsCode.open(workspace.path);
    await window.statusBar.textWhen(extensionId, "Search: ready");
    await window.screenshot("ready");
    await window.openFile("README.md");
    await window.run("Semantic Search: Search…");
    await window.quickPick.type("try again with growing pauses");
    const rows = await window.quickPick.rowsWhen("hits", (found) => found.some((row) => row.label.includes("retryWithBackoff")));
    await window.screenshot("search");
    assert.ok(rows.length > 1);
    await window.press("ArrowDown");
    await window.screenshot("search-preview");
    await window.press("Escape");
    await window.screenshot("search-escape");
    assert.equal(await window.editor.fileName(), "README.md");
  });
});
