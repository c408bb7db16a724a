import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { ProgressText } from "../../src/models/progressText";
import { english } from "../localization";

const megabyte = 1e6;
const received = (done: number, total = 200) => ({ model: "m", what: "receiving", done: done * megabyte, total: total * megabyte });

describe("The progress of a model", () => {
  let text: ProgressText;
  beforeEach(() => {
    text = new ProgressText(true, english);
  });

  it("has what is done, percent and sizes at once, and a rate when there has been time for one", () => {
    assert.deepEqual(text.next(received(10), 0), { message: "receiving · 5 % · 10 MB of 200 MB", increment: 5 });
    assert.deepEqual(text.next(received(40), 2_000), { message: "receiving · 20 % · 40 MB of 200 MB · 15 MB a second", increment: 15 });
  });

  it("forgets how quick it was a while ago", () => {
    text.next(received(0), 0);
    text.next(received(100), 1_000);
    assert.match(text.next(received(102), 6_000).message, / · 400 KB a second$/);
  });

  it("has no percent where nobody knows the size", () => {
    assert.deepEqual(text.next(received(10, 0), 0), { message: "receiving · 10 MB", increment: 0 });
  });

  it("never goes back when a step follows that counts from nothing", () => {
    text.next({ ...received(0), what: "resuming" }, 0);
    text.next({ ...received(160), what: "resuming" }, 1_000);
    assert.deepEqual(text.next(received(20), 2_000), { message: "receiving · 10 % · 20 MB of 200 MB", increment: 0 });
    assert.equal(text.next(received(180), 2_500).increment, 10);
  });

  it("has no sizes where it is not bytes that are counted", () => {
    const trial = new ProgressText(false, english);
    assert.equal(trial.next({ model: "m", what: "trial", done: 0, total: 0 }, 0).message, "trial");
    assert.equal(trial.next({ model: "m", what: "trial", done: 3, total: 12 }, 0).message, "trial · 25 %");
  });
});
