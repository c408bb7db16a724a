import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { VersionCache } from "../../src/similar/versionCache";

describe("A cache of document versions", () => {
  it("forgets what an older version held", () => {
    const cache = new VersionCache<string>(2);
    cache.set("a", 1, "x", "old");
    assert.equal(cache.get("a", 1, "x"), "old");
    assert.equal(cache.get("a", 2, "x"), undefined);
    cache.set("a", 2, "y", "new");
    assert.equal(cache.get("a", 1, "x"), undefined);
  });

  it("keeps the documents that were asked about last", () => {
    const cache = new VersionCache<string>(2);
    for (const name of ["a", "b", "c"]) cache.set(name, 1, "x", name);
    assert.deepEqual(
      ["a", "b", "c"].map((name) => cache.get(name, 1, "x")),
      [undefined, "b", "c"],
    );
  });
});
