import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { answerText } from "../../src/agents/answerText";
import type { Hit } from "../../src/wire";
import { hit, result } from "../hits";

const pathOf = ({ folder, path }: Hit): string => `${folder}/${path}`;

describe("What a language model is told of an answer", () => {
  it("names the place with exact lines, and has the code between fences", () => {
    const text = answerText(result([hit({ scope: "Cart", snippet: "total()" })]), pathOf);

    assert.equal(text, "/home/me/shop/src/cart/total.ts:10-12 function Cart.total\n```typescript\ntotal()\n```");
  });

  it("says how far the index is, and why it was not the chosen model that answered", () => {
    const text = answerText(result([hit()], { indexedFiles: 43, pendingFiles: 57, reason: "its file is gone" }), pathOf);

    assert.match(
      text,
      /^The folder is 43 % indexed; answers are from what is there\.\nAnswered a step lower than chosen: its file is gone\.\n/,
    );
  });

  it("gives the first hits whole, the next by their place, and says how many did not fit", () => {
    const many = Array.from({ length: 40 }, (_, number) => hit({ path: `file${String(number)}.ts`, snippet: "x".repeat(300) }));

    const text = answerText(result(many), pathOf, 400);

    assert.ok(text.length <= 400 * 3.5 + 100, `It has ${String(text.length)} characters.`);
    assert.match(text, /file0\.ts:10-12 function total\n```/);
    assert.match(text, /\n\d+ more did not fit: ask for a larger maxTokens, or for something narrower\.$/);
    assert.ok(!text.split("\n").some((line) => line.startsWith("x") && line.length !== 300), "No line is cut.");
  });

  it("lets code with fences in it end nothing", () => {
    assert.match(answerText(result([hit({ snippet: "a ```` b" })]), pathOf), /\n`````typescript\na ```` b\n`````$/);
  });

  it("says what to do when nothing is found", () => {
    assert.equal(
      answerText(result([]), pathOf),
      "Nothing found. Try other words for what the code does; for an exact string use text search.",
    );
  });
});
