import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { tooltipCommands, tooltipText } from "../../src/status/tooltip";
import { english } from "../localization";
import { change, chosen, folder, situation } from "./situation";

const tooltip = (...given: Parameters<typeof situation>): string => tooltipText(situation(...given), english);

describe("The status item's tooltip", () => {
  it("says the reason, and offers what can be done about it", () => {
    const text = tooltip([folder("ready", { degraded: true, reason: "The model's file is missing." })]);
    assert.match(text, /Ready, but degraded — The model's file is missing\./);
    assert.match(text, /command:semanticSearch\.doctor/);
  });

  it("says how far the chosen model is, and how long it takes", () => {
    const model = (more: Parameters<typeof chosen>[1]): string =>
      tooltip([folder("ready", { model: chosen("building", { chunksDone: 43, chunksTotal: 100, ...more }) })]);
    assert.match(model({ secondsLeft: 12 * 60 }), /Model nomic-embed-text-v1\.5: 43 %, 12 min left/);
    assert.match(model({ secondsLeft: 20 }), /43 %, less than a minute left/);
    assert.match(model({ secondsLeft: 100 * 60 }), /43 %, 1 h 40 min left/);
    assert.match(model({}), /43 %$/m);
    assert.match(model({ chunksDone: 100 }), /99 %$/m);
  });

  it("says why a chosen model cannot be used, and offers another", () => {
    const text = tooltip([folder("ready", { model: chosen("unavailable", { reason: "Its file is gone." }) })]);
    assert.match(text, /nomic-embed-text-v1\.5: cannot be used\. Its file is gone\./);
    assert.match(text, /command:semanticSearch\.chooseModel/);
  });

  it("names the chosen model of each of several folders", () => {
    const text = tooltip([folder("ready", { model: chosen("ready") }), folder("ready", { name: "lib" })]);
    assert.match(text, /- app: ready — Model nomic-embed-text-v1\.5\n- lib: ready\n/);
  });

  it("says what became of a change of the model, and offers its page", () => {
    const text = tooltip([folder("ready", { change: change("canary", { share: 25 }) })]);
    assert.match(text, /model-b answers 25 % of the searches\./);
    assert.match(text, /command:semanticSearch\.openModelPage/);
  });

  it("says once what is not as it should be in all folders", () => {
    const alerts = [{ rule: "memory", text: "Memory is at 82 %.", nextStep: "Close $(x) programs." }];
    const text = tooltip([folder("ready", { alerts }), folder("ready", { name: "lib", alerts })]);
    assert.equal(text.match(/Memory is at 82 %\. Close \\\$\\\(x\\\) programs\./g)?.length, 1, text);
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
