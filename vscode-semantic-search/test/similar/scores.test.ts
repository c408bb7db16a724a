import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { hitName, scoreText } from "../../src/similar/scores";

describe("Similar places", () => {
  it("have scores with two digits", () => {
    const texts = [0.634, 0.1, null].map((similarity) => scoreText({ similarity, score: 1.234 }));
    assert.deepEqual(texts, ["0.63", "0.10", "1.23"]);
  });

  it("are named with what is right around them", () => {
    assert.equal(hitName({ symbol: "read", scope: "App.Files.Reader", preview: "" }), "Reader.read");
    assert.equal(hitName({ symbol: "read", scope: "", preview: "" }), "read");
    assert.equal(hitName({ symbol: null, scope: "App", preview: "x = 1" }), "x = 1");
  });
});
