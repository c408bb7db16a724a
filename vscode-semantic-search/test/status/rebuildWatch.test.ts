import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { mock } from "node:test";
import { RebuildWatch } from "../../src/status/rebuildWatch";
import { folder } from "./situation";

describe("Watching a rebuild", () => {
  let watch: RebuildWatch;
  let isOver: boolean;
  const tick = async (time: number): Promise<void> => {
    mock.timers.tick(time);
    await Promise.resolve();
  };
  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    watch = new RebuildWatch();
    isOver = false;
    void watch.ended.then(() => {
      isOver = true;
    });
  });
  afterEach(() => {
    watch.end();
    mock.timers.reset();
  });

  it("goes on until every folder has been indexed", async () => {
    watch.begun();
    watch.status([folder("ready"), folder("ready")], undefined);
    watch.status([folder("indexing"), folder("ready")], undefined);
    await tick(60_000);
    assert.equal(isOver, false);
    watch.status([folder("ready"), folder("ready")], undefined);
    await tick(0);
    assert.equal(isOver, true);
  });

  it("ends where indexing was too quick to be seen", async () => {
    watch.begun();
    watch.status([folder("ready")], undefined);
    await tick(1_499);
    assert.equal(isOver, false);
    await tick(1);
    assert.equal(isOver, true);
  });

  it("counts forward only", () => {
    const advances = [10, 10, 5, 30, undefined].map((percent) => watch.status([folder("indexing")], percent));
    assert.deepEqual(advances, [10, 0, 0, 20, 0]);
  });
});
