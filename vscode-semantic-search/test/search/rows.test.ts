import assert from "node:assert/strict";
import { hitRow, isSamePlace, plain } from "../../src/search/rows";
import { hit } from "../hits";

describe("A row of the search box", () => {
  it("has the name, the place and the line of code", () => {
    assert.deepEqual(hitRow(hit({ scope: "Shop.Cart", kind: "method" }), null), {
      icon: "symbol-method",
      label: "Cart.total",
      description: "total.ts:10–12  src/cart",
      detail: "export function total(lines: Line[]): number {",
    });
  });

  it("names the folder where several are open", () => {
    assert.equal(hitRow(hit({ endLine: 10 }), "shop").description, "total.ts:10  src/cart · shop");
  });

  it("shows the code in place of a name, and the next line below", () => {
    const row = hitRow(hit({ symbol: null, kind: "block" }), null);
    assert.equal(row.label, "export function total(lines: Line[]): number {");
    assert.equal(row.detail, "return sum(lines);");
  });

  it("keeps its height where there is no next line", () => {
    const row = hitRow(hit({ symbol: null, snippet: "x = 1", startLine: 5, focusLine: 5, preview: "x = 1" }), null);
    assert.equal(row.detail, "x = 1");
  });

  it("falls back to an icon for kinds that this version does not know", () => {
    assert.equal(hitRow(hit({ kind: "lemma" }), null).icon, "symbol-misc");
  });

  it("is of the same place as another when folder, file and lines are", () => {
    assert.equal(isSamePlace(hit(), hit({ score: 7 })), true);
    assert.deepEqual(
      [{ folder: "/other" }, { path: "other.ts" }, { startLine: 9 }, { endLine: 13 }].map((other) => isSamePlace(hit(), hit(other))),
      [false, false, false, false],
    );
  });

  it("does not let code be drawn as an icon", () => {
    assert.equal(plain("for f in $(ls); do $(git-pull)"), "for f in \\$(ls); do \\$(git-pull)");
    assert.equal(plain("$(document).ready"), "\\$(document).ready");
    assert.equal(plain('$("#id") costs $5'), '$("#id") costs $5');
  });
});
