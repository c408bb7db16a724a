import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Step, stepsOf } from "../../src/migration/steps";
import type { ComparisonResult, MigrationResult } from "../../src/wire";
import { english } from "../localization";
import { comparison, estimate, migration } from "./situation";

const plan = { model: "model-b", estimate };

/** "step: button, button" for each step that offers something. */
function offered(status: MigrationResult, planned = false, compared: ComparisonResult | null = null): string[] {
  return stepsOf(status, planned ? plan : null, compared, english)
    .filter(({ buttons }) => buttons.length > 0)
    .map(({ id, buttons }) => `${id}: ${buttons.map(({ label }) => label).join(", ")}`);
}

function step(id: Step["id"], status: MigrationResult, compared: ComparisonResult | null = null): Step {
  const found = stepsOf(status, null, compared, english).find((one) => one.id === id);
  assert.ok(found);
  return found;
}

const current = (status: MigrationResult, compared: ComparisonResult | null = null): string | undefined =>
  stepsOf(status, null, compared, english).find(({ state }) => state === "current")?.id;

describe("The steps of a change of the model", () => {
  it("begin with choosing one, and go on with what it would cost", () => {
    assert.deepEqual(offered(migration("none")), ["choose: Choose a Model…"]);
    assert.deepEqual(offered(migration("none"), true), ["choose: Choose a Model…", "plan: Build It, Build It and Move Over by Itself"]);
  });

  it("offer a building candidate a pause and nothing that it is not ready for", () => {
    assert.deepEqual(offered(migration("building"), true), ["build: Pause", "rollBack: Give Up"]);
    assert.deepEqual(offered(migration("building", { paused: true })), ["build: Resume", "rollBack: Give Up"]);
    assert.deepEqual(offered(migration("building", { errors: 2 })), ["build: Pause, Try Again What Failed", "rollBack: Give Up"]);
  });

  it("say how far the building is", () => {
    const status = migration("building", { chunksDone: 43, chunksTotal: 100, secondsLeft: 720, errors: 1 });
    assert.equal(step("build", status).text, "43 %, 43 of 100 pieces of code, 12 min left. One piece could not be read.");
    assert.match(step("build", { ...status, paused: true }).text, /^Paused, 43 %, 43 of 100 pieces of code\./);
  });

  it("ask for a comparison before a trial, and do not insist on it", () => {
    const ready = migration("ready");
    assert.deepEqual(offered(ready), [
      "compare: Compare",
      "canary: 10 %, 25 %, 50 %, Move Over by Itself",
      "promote: Promote",
      "rollBack: Give Up",
    ]);
    assert.equal(current(ready), "compare");
    assert.equal(current(ready, comparison()), "canary");
    assert.equal(step("compare", ready, comparison()).text, "model-b finds more.");
  });

  it("offer other shares than the one that is tried", () => {
    const canary = migration("canary", { share: 25 });
    assert.deepEqual(offered(canary), [
      "compare: Compare",
      "canary: 10 %, 50 %, Move Over by Itself",
      "promote: Promote",
      "rollBack: Roll Back",
    ]);
    assert.equal(step("canary", canary).text, "model-b answers 25 % of the searches, model-a the others.");
    const moving = step("canary", { ...canary, automatic: true });
    assert.ok(!moving.buttons.some(({ label }) => label === "Move Over by Itself"));
  });

  it("keep the way back open after a promotion, and the way on", () => {
    assert.equal(current(migration("promoted")), undefined);
    assert.deepEqual(offered(migration("promoted")), ["choose: Choose a Model…", "compare: Compare", "rollBack: Roll Back"]);
  });

  it("begin anew when a candidate was taken back", () => {
    const back = migration("rolledBack");
    assert.deepEqual(offered(back), ["choose: Choose a Model…"]);
    assert.equal(step("rollBack", back).state, "done");
    assert.equal(step("compare", back, comparison()).state, "ahead");
  });
});
