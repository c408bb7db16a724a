import assert from "node:assert/strict";
import { eventually } from "./harness/eventually";
import { packagedExtension } from "./harness/programs";
import { useVsCode } from "./harness/useVsCode";
import { sampleWorkspace } from "./sample";
import { openReady, withoutPreviews } from "./searching";

// The language-model tools are tested inside the extension host: without a model nobody in the window calls them.
describe("Agents in the editor", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension(), settings: { ...withoutPreviews, "chat.disableAIFeatures": false } }));
  const workspace = sampleWorkspace();
  after(() => {
    workspace.remove();
  });

  it("are offered the MCP server, which VS Code's own client starts and asks for its tools", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.run("MCP: List Servers");
    await window.quickPick.rowsWhen("the server", (rows) =>
      rows.some(({ label, description }) => label === "Semantic Search" && description === "Stopped"),
    );
    await window.screenshot("agents-servers");
    await window.quickPick.rowNamed("Semantic Search").click();
    await window.quickPick.rowNamed("Start Server").click();
    await eventually("its tools", async () => (await window.panelText()).includes("Discovered 4 tools"));
    await window.screenshot("agents-tools");
    const [process, ...others] = vsCode.server().processes("semsearch mcp");
    assert.ok(process);
    assert.deepEqual(others, []);
  });
});
