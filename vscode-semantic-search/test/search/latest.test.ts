import assert from "node:assert/strict";
import type { CancellationToken } from "vscode-jsonrpc/node";
import type { Delay } from "../../src/delay";
import { Latest } from "../../src/search/latest";

/** Lets a test say when time has passed. */
class Clock {
  private waiting: { run: () => void; milliseconds: number }[] = [];

  readonly delay: Delay = (run, milliseconds) => {
    const entry = { run, milliseconds };
    this.waiting.push(entry);
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  };

  get pauses(): number[] {
    return this.waiting.map(({ milliseconds }) => milliseconds);
  }

  pass(): void {
    for (const { run } of this.waiting.splice(0)) run();
  }
}

/** Questions that a test answers by hand. */
function conversation() {
  const clock = new Clock();
  const asked: {
    question: string;
    token: CancellationToken;
    meanwhile(text: string): void;
    answer(text: string): void;
    fail(error: Error): void;
  }[] = [];
  const heard: string[] = [];
  const latest = new Latest<string, string>(
    (question, token, meanwhile) =>
      new Promise((resolve, reject) => {
        asked.push({ question, token, meanwhile, answer: resolve, fail: reject });
      }),
    (answer, question) => heard.push(`${question}: ${answer}`),
    (error, question) => heard.push(`${question} failed: ${error instanceof Error ? error.message : ""}`),
    clock.delay,
  );
  const at = (index: number) => {
    const entry = asked[index];
    assert.ok(entry, `question ${index} was asked`);
    return entry;
  };
  return { clock, asked, heard, latest, at };
}

/** Lets promises that are settled be heard. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("Latest", () => {
  it("asks once for quickly following questions, after the pause", () => {
    const { clock, asked, latest } = conversation();
    latest.put("r", 80);
    latest.put("re", 80);
    latest.put("ret", 80);
    assert.deepEqual(clock.pauses, [80]);
    assert.equal(asked.length, 0);
    clock.pass();
    assert.deepEqual(
      asked.map(({ question }) => question),
      ["ret"],
    );
  });

  it("cancels the question under way when the next is put", () => {
    const { clock, latest, at } = conversation();
    latest.put("one", 0);
    clock.pass();
    assert.equal(at(0).token.isCancellationRequested, false);
    latest.put("two", 0);
    assert.equal(at(0).token.isCancellationRequested, true);
  });

  it("does not hear an answer that comes too late", async () => {
    const { clock, heard, latest, at } = conversation();
    latest.put("one", 0);
    clock.pass();
    latest.put("two", 0);
    clock.pass();
    at(1).answer("b");
    await settle();
    at(0).answer("a");
    await settle();
    assert.deepEqual(heard, ["two: b"]);
  });

  it("hears an answer that another follows, while the question is the newest", async () => {
    const { clock, heard, latest, at } = conversation();
    latest.put("one", 0);
    clock.pass();
    at(0).meanwhile("quick");
    at(0).answer("better");
    await settle();
    latest.put("two", 0);
    clock.pass();
    latest.put("three", 0);
    at(1).meanwhile("quick");
    assert.deepEqual(heard, ["one: quick", "one: better"]);
  });

  it("hears a failure, but not of a question that was cancelled", async () => {
    const { clock, heard, latest, at } = conversation();
    latest.put("one", 0);
    clock.pass();
    latest.put("two", 0);
    clock.pass();
    at(0).fail(new Error("cancelled"));
    at(1).fail(new Error("no index"));
    await settle();
    assert.deepEqual(heard, ["two failed: no index"]);
  });

  it("asks nothing and hears nothing after it was dropped", async () => {
    const { clock, asked, heard, latest, at } = conversation();
    latest.put("one", 0);
    clock.pass();
    latest.drop();
    at(0).answer("a");
    latest.put("two", 0);
    latest.drop();
    clock.pass();
    await settle();
    assert.equal(asked.length, 1);
    assert.deepEqual(heard, []);
  });
});
