import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";

// `npm run bench -- migration <folder>`: the whole story of a change of the model over a real folder, as it is lived through in an editor: bundled -> A -> compare ->
// canary -> promote -> B (worse) -> back by itself -> purge, while a client asks twenty times a second. Prints times; asserts only that every question was answered.

const run = promisify(execFile);
const perSecond = 20;
const patience = 60 * 60_000;
const questions = [
  "retry a failed request",
  "parse command line arguments",
  "convert a date to text",
  "handle a lost connection",
  "read the configuration file",
  "render a list of items",
  "validate user input",
  "sort entries by name",
  "subscribe to updates",
  "compute a hash of the contents",
];

/** What came back during one part of the story. @param {string} name */
function partOf(name) {
  return {
    name,
    took: /** @type {number[]} */ ([]),
    steps: /** @type {Map<string, number>} */ (new Map()),
    errors: /** @type {string[]} */ ([]),
    empty: 0,
    reasons: /** @type {Map<string, number>} */ (new Map()),
  };
}

/** Asks all along, and counts what comes back, by the part of the story. */
class Asker {
  /** @param {import("vscode-jsonrpc").MessageConnection} connection */
  constructor(connection) {
    this.connection = connection;
    this.part = partOf("bundled");
    this.parts = [this.part];
    this.number = 0;
    this.waiting = new Set();
  }

  /** @param {string} name */
  begin(name) {
    this.part = partOf(name);
    this.parts.push(this.part);
  }

  start() {
    this.timer = setInterval(() => {
      const asking = this.ask(this.part);
      this.waiting.add(asking);
      void asking.finally(() => this.waiting.delete(asking));
    }, 1000 / perSecond);
  }

  async end() {
    clearInterval(this.timer);
    await Promise.all(this.waiting);
  }

  /** @param {ReturnType<typeof partOf>} part */
  async ask(part) {
    const number = this.number++;
    const query = `${questions[number % questions.length]} ${number % 97}`;
    const begun = performance.now();
    try {
      const answer = await this.connection.sendRequest("search", {
        query,
        limit: 10,
        filter: { folders: [], languages: [], globs: [], kinds: [], changedOnly: false, tests: "included" },
      });
      part.took.push(performance.now() - begun);
      part.steps.set(answer.step, (part.steps.get(answer.step) ?? 0) + 1);
      if (answer.hits.length === 0) part.empty++;
      if (answer.reason) part.reasons.set(answer.reason, (part.reasons.get(answer.reason) ?? 0) + 1);
    } catch (failure) {
      part.errors.push(String(failure));
    }
  }
}

/**
 * @param {string} folder
 * @param {string} executable
 * @param {(kind: string, file: string) => void} writeModel
 */
export async function migrationStory(folder, executable, writeModel) {
  const home = mkdtempSync(join(tmpdir(), "semsearch-story-"));
  const env = { ...process.env, SEMSEARCH_HOME: home };
  const path = resolve(folder);
  const semsearch = async (/** @type {string[]} */ ...args) => (await run(executable, args, { env, maxBuffer: 1 << 26 })).stdout;
  const status = async () => JSON.parse(await semsearch("migrate", "status", "--json", "--path", path));
  /** @param {(now: any) => boolean} holds */
  const until = async (holds) => {
    for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(500)) {
      const now = await status();
      if (holds(now)) return now;
    }
    throw new Error("The story stands still.");
  };
  /**
   * @template T
   * @param {string} name
   * @param {() => Promise<T>} work
   */
  const timed = async (name, work) => {
    const begun = performance.now();
    const result = await work();
    console.log(`${name.padEnd(46)} ${((performance.now() - begun) / 1000).toFixed(2)} s`);
    return result;
  };

  const server = spawn(executable, ["serve"], { env, stdio: ["pipe", "pipe", "ignore"] });
  try {
    const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
    connection.listen();
    const wire = readFileSync(new URL("../../vscode-semantic-search/src/wire.ts", import.meta.url), "utf8");
    await connection.sendRequest("initialize", {
      protocolVersion: Number(/protocolVersion = (\d+)/.exec(wire)?.[1]),
      client: "bench",
      clientVersion: "1",
      processId: process.pid,
      trusted: true,
      folders: [{ path, name: "story" }],
    });
    await timed("indexed with the bundled model", async () => {
      for (;;) {
        const { folders } = await connection.sendRequest("status");
        if (folders[0].progress.state === "ready") return;
        await delay(100);
      }
    });
    for (const { id, kind } of [
      { id: "model-a", kind: "good" },
      { id: "model-b", kind: "tiny-bert" },
    ]) {
      const file = join(home, `${id}.gguf`);
      writeModel(kind, file);
      await semsearch("model", "add", file, "--id", id, "--pooling", "mean", "--query-prefix", "", "--document-prefix", "");
    }

    const asker = new Asker(connection);
    asker.start();
    const begin = (/** @type {string} */ name) => asker.begin(name);
    await delay(5_000);
    begin("A is built");
    await timed("migrate start A, until it has read the code", async () => {
      await semsearch("migrate", "start", "model-a", "--yes", "--path", path);
      await until((now) => now.stage === "Ready");
    });
    begin("compare A");
    console.log(await timed("migrate compare", () => semsearch("migrate", "compare", "--path", path)));
    begin("canary 25 % A");
    await timed("migrate canary 25", () => semsearch("migrate", "canary", "25", "--path", path));
    await delay(10_000);
    begin("A promoted");
    await timed("migrate promote A", () => semsearch("migrate", "promote", "--path", path));
    await delay(5_000);
    begin("rolled back");
    await timed("migrate rollback to bundled", () => semsearch("migrate", "rollback", "--path", path));
    await delay(3_000);
    begin("A again");
    await timed("migrate start A again, and promote it", async () => {
      await semsearch("migrate", "start", "model-a", "--yes", "--path", path);
      await until((now) => now.stage === "Ready");
      await semsearch("migrate", "compare", "--path", path);
      await semsearch("migrate", "promote", "--path", path);
    });
    await delay(3_000);
    begin("B is built");
    await timed("migrate start B, until it has read the code", async () => {
      await semsearch("migrate", "start", "model-b", "--yes", "--path", path);
      await until((now) => now.stage === "Ready" && now.candidate === "model-b");
    });
    begin("B promoted unseen");
    const back = await timed("migrate promote B, until it is taken back", async () => {
      await semsearch("migrate", "promote", "--path", path);
      return until((now) => now.stage === "RolledBack");
    });
    console.log(`  because: ${back.reason}\n  answers: ${back.active}`);
    begin("after B");
    await delay(3_000);
    begin("purge B");
    console.log(await timed("migrate purge B", () => semsearch("migrate", "purge", "model-b", "--yes", "--path", path)));
    begin("after the purge");
    await delay(3_000);
    await asker.end();
    console.log(await semsearch("migrate", "status", "--path", path));
    console.log(await semsearch("doctor", "--path", path).catch((failure) => failure.stdout));
    report(asker);
    connection.dispose();
  } finally {
    server.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

/** @param {Asker} asker */
function report(asker) {
  console.log(`\nQuestions, ${perSecond} a second:`);
  for (const part of asker.parts) {
    const took = part.took.sort((left, right) => left - right);
    const at = (/** @type {number} */ share) =>
      took.length === 0 ? "-" : (took[Math.min(took.length - 1, Math.floor(share * took.length))] ?? 0).toFixed(1);
    const by = [...part.steps].map(([step, count]) => `${step} ${count}`).join(", ");
    console.log(
      `${part.name.padEnd(20)} ${String(took.length).padStart(6)} answered, ${part.errors.length} errors, ${part.empty} empty; p50 ${at(0.5)} p95 ${at(0.95)} p99 ${at(0.99)} ms; by ${by}`,
    );
    for (const [reason, count] of part.reasons) console.log(`  ${count} times: ${reason}`);
    for (const error of part.errors.slice(0, 3)) console.log(`  ${error}`);
  }
  const errors = asker.parts.reduce((sum, part) => sum + part.errors.length, 0);
  const all = asker.parts.reduce((sum, part) => sum + part.took.length, errors);
  console.log(`${all} questions in all, ${errors} without an answer.`);
  if (errors > 0) process.exitCode = 1;
}
