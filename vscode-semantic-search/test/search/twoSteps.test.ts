import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { inTwoSteps, quickPatience } from "../../src/search/twoSteps";
import type { SearchResult } from "../../src/wire";
import { hit, result } from "../hits";

const quick = result([hit()], { step: "bundled", reason: "m is not warm yet.", betterSoon: true });
const better = result([hit({ path: "better.ts" })], { step: "m" });

/** Asks a server that has these answers, one after the other. */
async function conversation(...answers: readonly (SearchResult | Error)[]) {
  const patience: (number | null)[] = [];
  const meanwhile: SearchResult[] = [];
  const last = await inTwoSteps(
    (patienceMs) => {
      const answer = answers[patience.length];
      patience.push(patienceMs);
      assert.ok(answer, "asked once too often");
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    (early) => meanwhile.push(early),
  );
  return { patience, meanwhile, last };
}

describe("Searching in two steps", () => {
  it("asks once where the answer is as good as it gets", async () => {
    const { patience, meanwhile, last } = await conversation(better);
    assert.deepEqual([patience, meanwhile, last], [[quickPatience], [], better]);
  });

  it("shows the quick answer while the chosen model takes its time", async () => {
    const { patience, meanwhile, last } = await conversation(quick, better);
    assert.deepEqual([patience, meanwhile, last], [[quickPatience, null], [quick], better]);
  });

  it("does not say that there is nothing before the chosen model has looked", async () => {
    const { meanwhile, last } = await conversation({ ...quick, hits: [] }, better);
    assert.deepEqual([meanwhile, last], [[], better]);
  });

  it("keeps the quick answer where the second fails, and says why", async () => {
    const { last } = await conversation(quick, new Error("The model has died."));
    assert.deepEqual(last, { ...quick, betterSoon: false, reason: "The model has died." });
  });

  it("fails where there is no answer at all", async () => {
    await assert.rejects(conversation(new Error("no index")), /no index/);
  });
});
