import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { tooltipCommands, tooltipText } from "../../src/status/tooltip";
import { english } from "../localization";
import { folder, situation } from "./situation";

const tooltip = (...given: Parameters<typeof situation>): string => tooltipText(situation(...given), english);

describe("The status item's tooltip", () => {
  it("says the reason, and offers what can be done about it", () => {
    const text = tooltip([folder("ready", { degraded: true, reason: "The model's file is missing." })]);
    assert.match(text, /Ready, but degraded — The model's file is missing\./);
    assert.match(text, /command:semanticSearch\.doctor/);
  });

  it("has a line for each of several folders", () => {
    const text = tooltip([folder("ready"), folder("paused", { name: "lib_2" })]);
    assert.match(text, /- app: ready\n- lib\\_2: paused/);
  });

  it("offers to resume what is paused, and to pause what is not", () => {
    assert.match(tooltip([folder("paused")]), /\[Resume\]\(command:semanticSearch\.resume\)/);
    assert.match(tooltip([folder("ready")]), /\[Pause\]\(command:semanticSearch\.pause\)/);
  });

  it("explains a failed server and offers to restart it", () => {
    const text = tooltip([], { sidecar: "failed", sidecarReason: "It ended with exit code 3." });
    assert.match(text, /It ended with exit code 3\./);
    assert.match(text, /command:semanticSearch\.restart/);
    assert.doesNotMatch(text, /command:semanticSearch\.showStatus/);
  });

  it("says what is off in a folder that is not trusted", () => {
    assert.match(tooltip([folder("ready")], { trusted: false }), /not trusted: the filter for changed files is off/);
    assert.doesNotMatch(tooltip([folder("ready")]), /trust/);
  });

  it("cannot be made to link to anything else by a reason", () => {
    const text = tooltip([folder("failed", { reason: "[x](command:workbench.action.quit)" })], { trusted: false });
    const links = [...text.matchAll(/(?<!\\)\]\(command:([\w.]+)\)/g)].map(([, command]) => command);
    assert.ok(links.length > 0 && links.every((command) => (tooltipCommands as readonly (string | undefined)[]).includes(command)), text);
  });
});
