import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { linesAround, selectedLines } from "../../src/similar/chosenCode";

const at = (line: number, character: number): { line: number; character: number } => ({ line, character });

describe("Chosen code", () => {
  it("is the selection's lines, without a last one of which nothing is selected", () => {
    assert.deepEqual(selectedLines({ isEmpty: false, start: at(2, 4), end: at(5, 1) }), { startLine: 3, endLine: 6 });
    assert.deepEqual(selectedLines({ isEmpty: false, start: at(2, 0), end: at(5, 0) }), { startLine: 3, endLine: 5 });
  });

  it("is no selection where the cursor only stands", () => {
    assert.equal(selectedLines({ isEmpty: true, start: at(2, 4), end: at(2, 4) }), undefined);
  });

  it("is the paragraph around the cursor, within bounds", () => {
    const lines = ["a", "", "b", "c", "d", "", "e"];
    const isBlank = (line: number): boolean => lines[line] === "";
    assert.deepEqual(linesAround(3, lines.length, isBlank), { startLine: 3, endLine: 5 });
    assert.deepEqual(linesAround(6, lines.length, isBlank), { startLine: 7, endLine: 7 });
    assert.equal(linesAround(1, lines.length, isBlank), undefined);
    assert.deepEqual(
      linesAround(50, 100, () => false),
      { startLine: 44, endLine: 58 },
    );
  });
});
