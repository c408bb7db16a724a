import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { eventually } from "./harness/eventually";
import { report, runInExtensionHost } from "./harness/extensionHost";
import { packagedExtension } from "./harness/programs";
import { useVsCode } from "./harness/useVsCode";
import { extensionId, sampleWorkspace } from "./sample";
import { openReady } from "./searching";

describe("In the extension host", () => {
  it("the extension is as its manifest says", async () => {
    const workspace = sampleWorkspace();
    try {
      report(await runInExtensionHost({ vsix: packagedExtension() }, workspace.path, "api"));
    } finally {
      workspace.remove();
    }
  });
});

// Says what the extension costs, and asserts no figure: they depend on the machine.
describe("The cost of the extension", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension() }));
  const workspace = sampleWorkspace();
  after(() => {
    workspace.remove();
  });

  it("is told by VS Code's own measurements", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.run("Developer: Startup Performance");
    const [heads, row] = await eventually("the row of our extension", async () => {
      const lines = (await window.editor.wholeText()).split("\n");
      const ours = lines.find((line) => line.startsWith(`| ${extensionId}`));
      return ours !== undefined && [lines.find((line) => line.startsWith("| Extension ")), ours];
    });
    assert.match(row, /onStartupFinished/, "it waits until the editor is there");
    process.stdout.write(`${heads}\n${row}\n`);
    // Only Linux has /proc.
    if (process.platform !== "linux") return;
    for (const program of ["--type=extensionHost", "semsearch serve"]) {
      for (const id of vsCode.server().processes(program)) process.stdout.write(`      ${program}: ${residentMegabytes(id)} MB resident\n`);
    }
  });
});

function residentMegabytes(processId: number): string {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1];
  return (Number(kilobytes) / 1000).toFixed(0);
}
