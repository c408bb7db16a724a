import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the placeholder", () => {
  it("is seen and its command answers", async () => {
    assert.ok(vscode.extensions.getExtension("semantic-search-tests.placeholder"));
    assert.equal(await vscode.commands.executeCommand("placeholder.answer"), 42);
  });
});
