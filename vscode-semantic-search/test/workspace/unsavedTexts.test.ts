import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import { mock } from "node:test";
import { type EditedDocument, UnsavedTexts, longestUnsavedText, typingPause } from "../../src/workspace/unsavedTexts";

describe("Unsaved texts", () => {
  let told: string[];
  let texts: UnsavedTexts;
  const document = (text: string, state: Partial<EditedDocument> = {}): EditedDocument => ({
    path: "a.ts",
    inWorkspace: true,
    isDirty: true,
    text: () => text,
    ...state,
  });

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    told = [];
    texts = new UnsavedTexts({ change: (path, text) => told.push(`${path}=${text}`), close: (path) => told.push(`${path} closed`) });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  it("are told once typing pauses, the last text only", () => {
    texts.edited(document("a"));
    mock.timers.tick(typingPause - 1);
    texts.edited(document("ab"));
    mock.timers.tick(typingPause - 1);
    assert.deepEqual(told, []);
    mock.timers.tick(1);
    assert.deepEqual(told, ["a.ts=ab"]);
  });

  it("are taken back when the document is saved, and never told when that comes first", () => {
    texts.edited(document("a"));
    mock.timers.tick(typingPause);
    texts.edited(document("ab"));
    texts.settled("a.ts");
    mock.timers.tick(typingPause);
    assert.deepEqual(told, ["a.ts=a", "a.ts closed"]);
  });

  it("are taken back when undoing makes the document clean", () => {
    texts.edited(document("a"));
    mock.timers.tick(typingPause);
    texts.edited(document("", { isDirty: false }));
    assert.deepEqual(told, ["a.ts=a", "a.ts closed"]);
  });

  it("say nothing of a closed document that was not told", () => {
    texts.settled("b.ts");
    texts.edited(document("", { isDirty: false }));
    assert.deepEqual(told, []);
  });

  it("leave out files outside the workspace", () => {
    texts.edited(document("a", { inWorkspace: false }));
    mock.timers.tick(typingPause);
    assert.deepEqual(told, []);
  });

  it("are taken back when they grow too long", () => {
    texts.edited(document("a"));
    mock.timers.tick(typingPause);
    texts.edited(document("a".repeat(longestUnsavedText + 1)));
    mock.timers.tick(typingPause);
    assert.deepEqual(told, ["a.ts=a", "a.ts closed"]);
  });

  it("are all told to a server that starts anew", () => {
    texts.edited(document("a"));
    mock.timers.tick(typingPause);
    texts.tellAll([document("a"), document("b", { path: "b.ts" })]);
    assert.deepEqual(told, ["a.ts=a", "a.ts=a", "b.ts=b"]);
  });

  it("wait for nothing once disposed of", () => {
    texts.edited(document("a"));
    texts.dispose();
    mock.timers.tick(typingPause);
    assert.deepEqual(told, []);
  });
});
