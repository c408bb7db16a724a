import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";
import { methods, protocolVersion } from "../../vscode-semantic-search/src/wire";
import type { SearchParams, SearchResult, StatusChangedParams, StatusResult } from "../../vscode-semantic-search/src/wire";
import { benchFolder } from "./benchFolder";
import { eventually } from "./harness/eventually";
import { packagedExtension } from "./harness/programs";
import { Scratch } from "./harness/scratch";
import { VsCode } from "./harness/vsCode";
import { extensionId } from "./sample";

// `npm run bench -- editor <folder>`: what a user of the extension waits for, on a real folder. Prints; asserts nothing about time.

const questions = [
  "where are ignore rules applied",
  "read a configuration file and validate it",
  "retry a failed request with back-off",
  "parse command line arguments",
  "getUserName",
  "compute a hash of the contents",
  "convert a date to text",
  "handle a lost connection",
];

const indexingPatience = 20 * 60_000;
const rounds = 200;
const palettes = 40;
const saves = 30;

function print(what: string, milliseconds: number[]): void {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1);
  process.stdout.write(
    `      ${what.padEnd(58)} p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${sorted.at(-1)?.toFixed(1)} ms (${sorted.length})\n`,
  );
}

function megabytes(processId: number): string {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, "utf8"))?.[1];
  return `${(Number(kilobytes) / 1000).toFixed(0)} MB`;
}

describe("On a real folder", () => {
  const folder = benchFolder();

  it("the server by itself, through JSON-RPC", async () => {
    const vsCode = await VsCode.start({ vsix: packagedExtension() });
    const executable = join(vsCode.installedExtension, "server", "semsearch");
    const home = new Scratch();
    const child = spawn(executable, ["serve"], { env: { ...process.env, SEMSEARCH_HOME: home.path } });
    const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
    const told: StatusChangedParams[] = [];
    connection.onNotification(methods.statusChanged, (status: StatusChangedParams) => {
      told.push(status);
    });
    const isReady = (): boolean => told.at(-1)?.folders.every(({ state }) => state === "ready") ?? false;
    connection.listen();
    const search = (query: string): Promise<SearchResult> =>
      connection.sendRequest(methods.search, {
        query,
        limit: 30,
        filter: { folders: [], languages: [], globs: [], changedOnly: false, tests: "included" },
        patienceMs: null,
      } satisfies SearchParams);
    try {
      const started = performance.now();
      await connection.sendRequest(methods.initialize, {
        protocolVersion,
        client: "bench",
        clientVersion: "1",
        processId: process.pid,
        trusted: true,
        folders: [{ path: folder, name: "bench" }],
      });
      let first: number | undefined;
      const whileIndexing: number[] = [];
      while (!isReady()) {
        const asked = performance.now();
        const answer = await search(questions[whileIndexing.length % questions.length] ?? "");
        whileIndexing.push(performance.now() - asked);
        if (answer.hits.length > 0) first ??= performance.now() - started;
        await new Promise((resolve) => setTimeout(resolve, 100));
        if (performance.now() - started > indexingPatience) throw new Error("It is still not indexed.");
      }
      const { folders } = await connection.sendRequest<StatusResult>(methods.status);
      process.stdout.write(
        `      ${folders[0]?.indexedFiles} files, ${folders[0]?.chunks} chunks in ${((performance.now() - started) / 1000).toFixed(1)} s; first hits after ${first?.toFixed(0)} ms\n`,
      );
      print("search while indexing, through JSON-RPC", whileIndexing);
      for (let round = 0; round < rounds; round++) await search(questions[round % questions.length] ?? "");
      const inside: number[] = [];
      const through: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const asked = performance.now();
        inside.push((await search(questions[round % questions.length] ?? "")).tookMs);
        through.push(performance.now() - asked);
      }
      print("search, warm, inside the server (30 hits)", inside);
      print("search, warm, through JSON-RPC", through);
      const probe = join(folder, "semsearch_bench_probe.py");
      const saving: number[] = [];
      for (let save = 0; save < saves; save++) {
        const word = `benchprobe${String.fromCharCode(97 + (save % 26))}${String.fromCharCode(97 + Math.floor(save / 26))}`;
        writeFileSync(probe, `def ${word}():\n    return ${save}\n`);
        const saved = performance.now();
        await connection.sendNotification(methods.changeFiles, { paths: [probe] });
        while (!(await search(word)).hits.some((hit) => hit.symbol === word)) {
          if (performance.now() - saved > 60_000) throw new Error(`${word} was saved a minute ago and is not found.`);
        }
        saving.push(performance.now() - saved);
      }
      rmSync(probe);
      print("saved → found, told by the editor", saving);
      process.stdout.write(`      memory of the server: ${megabytes(child.pid ?? 0)}\n`);
    } finally {
      connection.dispose();
      child.stdin.end();
      home.remove();
      await vsCode.stop();
    }
  });

  it("the search box, from key press to rendered rows", async () => {
    const vsCode = await VsCode.start({
      vsix: packagedExtension(),
      settings: { "semanticSearch.search.history": 0, "semanticSearch.search.preview": false },
    });
    try {
      const window = await vsCode.open(folder);
      await eventually("the index", async () => (await window.statusBar.text(extensionId)).includes("Search: ready"), indexingPatience);
      const times: number[] = [];
      await window.run("Semantic Search: Search…");
      for (let round = 0; round < palettes + 5; round++) {
        const query = questions[round % questions.length] ?? "";
        await window.quickPick.type("");
        await window.quickPick.rowsWhen("no rows", (rows) => !rows.some((row) => row.description.includes(":")));
        // All but the last key, at once: what is measured starts with the last one, as when a user stops typing.
        await window.page.keyboard.insertText(query.slice(0, -1));
        const time = await window.quickPick.millisecondsToRow(query.slice(-1), ":");
        if (round >= 5) times.push(time);
      }
      print("last key → rows, with the pause of 80 ms for typing", times);
      await window.press("Escape");
      for (const [what, text] of [
        ["sidecar", "semsearch"],
        ["extension host, all extensions", "extensionHost"],
      ] as const) {
        for (const id of vsCode.processes(text)) process.stdout.write(`      memory of the ${what}: ${megabytes(id)}\n`);
      }
    } finally {
      await vsCode.stop();
    }
  });
});
