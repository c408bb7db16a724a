import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { Once, SidecarStory } from "../../src/status/news";

describe("News of the server", () => {
  it("tells the first restart of a session only, and each time it is given up", () => {
    const story = new SidecarStory();
    const states = ["starting", "running", "restarting", "starting", "running", "restarting", "failed", "starting", "failed"] as const;
    assert.deepEqual(states.map((state) => story.next(state)).filter(Boolean), ["restarting", "givenUp", "givenUp"]);
  });

  it("shows a message once", () => {
    const once = new Once();
    assert.deepEqual(
      ["a", "b", "a"].map((text) => once.isNew(text)),
      [true, true, false],
    );
  });
});
