import assert from "node:assert/strict";
import { focusOf, nameOf } from "../../src/results/hitPlace";
import { type HitNode, type ListNode, copyText, detach, filesOf, hitAt, linesOf, newList, parentOf } from "../../src/results/nodes";
import { isQuestion } from "../../src/results/question";
import type { Hit } from "../../src/wire";
import { everything } from "../../src/search/filters";
import { hit, result } from "../hits";

function listOf(...hits: Hit[]): ListNode {
  const list = newList("adding up", () => Promise.resolve(result(hits)), undefined, false);
  list.files = filesOf(list, hits);
  return list;
}

function firstHit(list: ListNode): HitNode {
  const first = list.files[0]?.hits[0];
  assert.ok(first);
  return first;
}

describe("The tree of results", () => {
  it("has files in the order of their best hit, with all their hits", () => {
    const list = listOf(hit({ path: "b.ts" }), hit({ path: "a.ts" }), hit({ path: "b.ts", startLine: 40 }));
    assert.deepEqual(
      list.files.map(({ path, hits }) => [path, hits.length]),
      [
        ["b.ts", 2],
        ["a.ts", 1],
      ],
    );
  });

  it("keeps files of the same path in two folders apart", () => {
    assert.equal(listOf(hit({ folder: "/one" }), hit({ folder: "/two" })).files.length, 2);
  });

  it("expands a hit to its lines, numbered, without blank ones", () => {
    const lines = linesOf(firstHit(listOf(hit({ startLine: 7, snippet: "a\r\n\r\n  b\r\n" }))));
    assert.deepEqual(
      lines.map(({ line, text }) => [line, text]),
      [
        [7, "a"],
        [9, "  b"],
      ],
    );
  });

  it("opens a line where the line is", () => {
    const line = linesOf(firstHit(listOf(hit())))[2];
    assert.ok(line);
    assert.deepEqual(focusOf(hitAt(line)), { line: 11, column: 2 });
  });

  it("finds the way up from a line", () => {
    const list = listOf(hit());
    const line = linesOf(firstHit(list))[0];
    assert.ok(line);
    assert.deepEqual(
      [parentOf(line)?.type, parentOf(firstHit(list))?.type, parentOf(firstHit(list).file), parentOf(list)],
      ["hit", "file", list, undefined],
    );
  });

  it("copies places and code", () => {
    const list = listOf(hit(), hit({ path: "b.ts", endLine: 10 }));
    const first = firstHit(list);
    assert.equal(
      copyText(first),
      "src/cart/total.ts:10–12\n// What it costs.\nexport function total(lines: Line[]): number {\n  return sum(lines);",
    );
    assert.equal(copyText(first.file), "src/cart/total.ts");
    assert.deepEqual(copyText(list).split("\n"), [
      "adding up",
      "src/cart/total.ts:10–12  export function total(lines: Line[]): number {",
      "b.ts:10  export function total(lines: Line[]): number {",
    ]);
  });

  it("takes a file away with its last hit", () => {
    const list = listOf(hit({ path: "a.ts" }), hit({ path: "b.ts" }), hit({ path: "a.ts", startLine: 20 }));
    detach(firstHit(list));
    assert.deepEqual(
      list.files.map(({ path }) => path),
      ["a.ts", "b.ts"],
    );
    detach(firstHit(list));
    assert.deepEqual(
      list.files.map(({ path }) => path),
      ["b.ts"],
    );
  });
});

describe("The place of a hit", () => {
  it("is on the name in the focus line", () => {
    assert.deepEqual(focusOf(hit()), { line: 10, column: 16 });
  });

  it("is on the first thing in the line where there is no name", () => {
    assert.deepEqual(focusOf(hit({ symbol: null, focusLine: 12 })), { line: 11, column: 2 });
  });

  it("is at the start of a line that the snippet does not have", () => {
    assert.deepEqual(focusOf(hit({ focusLine: 99 })), { line: 98, column: 0 });
  });

  it("names the symbol within what is next around it", () => {
    assert.equal(nameOf({ symbol: "total", scope: "" }), "total");
    assert.equal(nameOf({ symbol: "Total", scope: "Shop.Cart" }), "Cart.Total");
    assert.equal(nameOf({ symbol: null, scope: "Shop" }), null);
  });
});

describe("A kept question", () => {
  it("is read back only where it is one", () => {
    assert.equal(isQuestion({ type: "search", query: "x", filters: everything("included") }), true);
    assert.equal(isQuestion({ type: "similar", title: "Like total", like: { path: "/a.ts", startLine: 1, endLine: 2 } }), true);
    for (const value of [null, "x", {}, { type: "search", query: "x" }, { type: "similar", title: "x" }, { type: "other" }]) {
      assert.equal(isQuestion(value), false, JSON.stringify(value));
    }
  });
});
