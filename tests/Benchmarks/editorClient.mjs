import { readFileSync } from "node:fs";
import { StreamMessageReader, StreamMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";
import { OwnProcess } from "./ownProcess.mjs";

/** @typedef {{ path: string, startLine: number, endLine: number, text: string }} FoundHit `path` is relative, with forward slashes */
/** @typedef {{ hits: FoundHit[], said: string }} Answer `said`: what was told beside the hits */

const filter = { folders: [], languages: [], globs: [], kinds: [], changedOnly: false, tests: "included" };

/** An editor's server, asked as the extension asks it. */
export class EditorClient {
  /** @param {OwnProcess} process */
  constructor(process) {
    this.process = process;
    this.connection = createMessageConnection(new StreamMessageReader(process.child.stdout), new StreamMessageWriter(process.child.stdin));
    this.connection.onError(() => (process.ended ||= process.child.exitCode !== null));
    this.connection.listen();
  }

  get name() {
    return this.process.name;
  }

  get isAlive() {
    return !this.process.ended;
  }

  /** @param {string} executable @param {NodeJS.ProcessEnv} env @param {string} folder @param {(fault: string) => void} tell */
  static async start(executable, env, folder, tell) {
    const client = new EditorClient(new OwnProcess("editor (serve)", executable, ["serve"], env, tell));
    const wire = readFileSync(new URL("../../vscode-semantic-search/src/wire.ts", import.meta.url), "utf8");
    await client.connection.sendRequest("initialize", {
      protocolVersion: Number(/protocolVersion = (\d+)/.exec(wire)?.[1]),
      client: "bench",
      clientVersion: "1",
      processId: process.pid,
      trusted: true,
      folders: [{ path: folder, name: "bench" }],
    });
    return client;
  }

  /** @param {string} query @param {number} limit @returns {Promise<Answer>} */
  async search(query, limit) {
    const answer = await this.connection.sendRequest("search", { query, limit, filter });
    const hits = answer.hits.map((/** @type {any} */ hit) => ({ ...hit, text: hit.snippet }));
    return { hits, said: answer.reason };
  }

  /** What an editor tells when the user saves. @param {string[]} paths absolute */
  saved(paths) {
    return this.connection.sendNotification("files/change", { paths });
  }

  /** @returns {Promise<boolean>} whether everything is indexed */
  async isReady() {
    const { folders } = await this.connection.sendRequest("status");
    return folders[0].progress.state === "ready" || (folders[0].progress.state === "waiting" && folders[0].pendingFiles === 0);
  }
}
