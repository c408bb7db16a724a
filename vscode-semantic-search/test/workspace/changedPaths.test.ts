import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ChangedPaths } from "../../src/workspace/changedPaths";

describe("Changed paths", () => {
  it("that change together are sent together, each once", async () => {
    const sent: (readonly string[])[] = [];
    const changed = new ChangedPaths((paths) => sent.push(paths));
    changed.add("a", "b");
    changed.add("b", "c");
    changed.add();
    await Promise.resolve();
    changed.add("a");
    await Promise.resolve();
    assert.deepEqual(sent, [["a", "b", "c"], ["a"]]);
  });
});
