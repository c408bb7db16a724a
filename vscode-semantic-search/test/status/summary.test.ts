import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isPaused, percentDone, statusText } from "../../src/status/summary";
import { english } from "../localization";
import { change, chosen, folder, situation } from "./situation";

describe("The status item's text", () => {
  const cases = [
    ["is ready", situation([folder("ready")]), "$(search) Search: ready"],
    ["is starting before a folder is known", situation([]), "$(loading~spin) Search: starting"],
    [
      "is starting while the server is restarted",
      situation([folder("ready")], { sidecar: "restarting" }),
      "$(loading~spin) Search: starting",
    ],
    ["is failed with the server", situation([folder("ready")], { sidecar: "failed" }), "$(error) Search: failed"],
    ["is failed with one folder of two", situation([folder("indexing"), folder("failed")]), "$(error) Search: failed"],
    [
      "counts the files of all folders",
      situation([folder("indexing", { filesDone: 40, filesTotal: 60 }), folder("indexing", { filesDone: 3, filesTotal: 40 })]),
      "$(sync~spin) Search: indexing 43 %",
    ],
    ["names no percentage before files are counted", situation([folder("indexing")]), "$(sync~spin) Search: indexing"],
    ["is paused", situation([folder("ready"), folder("paused")]), "$(debug-pause) Search: paused"],
    ["is degraded", situation([folder("ready", { degraded: true })]), "$(warning) Search: degraded"],
    [
      "has the percentage of the models that are being prepared",
      situation([
        folder("ready", { model: chosen("building", { chunksDone: 40, chunksTotal: 60 }) }),
        folder("ready", { model: chosen("building", { chunksDone: 3, chunksTotal: 40 }) }),
        folder("ready", { model: chosen("ready", { chunksDone: 9, chunksTotal: 9 }) }),
      ]),
      "$(search) Search: ready, model 43 %",
    ],
    [
      "has the share of the searches that a candidate answers",
      situation([folder("ready"), folder("ready", { change: change("canary", { share: 25 }) })]),
      "$(search) Search: ready, canary 25 %",
    ],
    [
      "has a mark where something is not as it should be",
      situation([folder("ready", { alerts: [{ rule: "memory", text: "Memory is at 82 %.", nextStep: "" }] })]),
      "$(search) Search: ready $(warning)",
    ],
    [
      "says nothing of a model while files are indexed",
      situation([folder("indexing", { model: chosen("building") })]),
      "$(sync~spin) Search: indexing",
    ],
    ["is degraded without the chosen model", situation([folder("ready", { model: chosen("unavailable") })]), "$(warning) Search: degraded"],
    ["is ready where another window indexes", situation([folder("waiting")]), "$(search) Search: ready"],
  ] as const;
  for (const [name, given, expected] of cases) {
    it(name, () => {
      assert.equal(statusText(given, english), expected);
    });
  }

  it("never says 100 % of what is not ready", () => {
    assert.equal(percentDone([folder("indexing", { filesDone: 60, filesTotal: 60 })]), 99);
  });

  it("offers to resume when nothing is left to be paused", () => {
    assert.equal(isPaused([folder("paused"), folder("failed")]), true);
    assert.equal(isPaused([folder("paused"), folder("ready")]), false);
    assert.equal(isPaused([]), false);
  });
});
