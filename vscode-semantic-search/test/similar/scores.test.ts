import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { hitName, scoreText } from "../../src/similar/scores";

describe("Similar places", () => {
  it("have scores with two digits, small ones with four", () => {
    assert.deepEqual([1.234, 0.1, 0.0312].map(scoreText), ["1.23", "0.10", "0.0312"]);
  });

  it("are named with what is right around them", () => {
    assert.equal(hitName({ symbol: "read", scope: "App.Files.Reader", preview: "" }), "Reader.read");
    assert.equal(hitName({ symbol: "read", scope: "", preview: "" }), "read");
    assert.equal(hitName({ symbol: null, scope: "App", preview: "x = 1" }), "x = 1");
  });
});
