import { createInterface } from "node:readline";
import { OwnProcess } from "./ownProcess.mjs";

/** @typedef {import("./editorClient.mjs").Answer} Answer */

const protocolVersion = "2025-06-18";

/** An agent's side of the Model Context Protocol over stdio: one JSON message a line. */
export class AgentClient {
  #number = 0;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (failure: Error) => void }>} */
  #waiting = new Map();

  /** @param {OwnProcess} process */
  constructor(process) {
    this.process = process;
    createInterface({ input: process.child.stdout }).on("line", (line) => this.#receive(JSON.parse(line)));
    void process.gone.then(() => {
      for (const { reject } of this.#waiting.values()) reject(new Error("The server has ended."));
    });
  }

  get name() {
    return this.process.name;
  }

  get isAlive() {
    return !this.process.ended;
  }

  /** @param {string} executable @param {NodeJS.ProcessEnv} env @param {string} folder @param {(fault: string) => void} tell */
  static async start(executable, env, folder, tell) {
    const client = new AgentClient(new OwnProcess("agent (mcp)", executable, ["mcp", "--path", folder], env, tell));
    await client.request("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "bench", version: "1" } });
    client.#send({ method: "notifications/initialized" });
    return client;
  }

  /** @param {string} method @param {object} params @returns {Promise<any>} */
  request(method, params) {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send({ id, method, params });
    });
  }

  /** @param {string} name @param {object} args @returns {Promise<{ text: string, data: any }>} what the model reads, and the same as data */
  async call(name, args) {
    const result = await this.request("tools/call", { name, arguments: args });
    const text = result.content.map((/** @type {{ text: string }} */ part) => part.text).join("\n");
    if (result.isError) throw new Error(`${name}: ${text}`);
    return { text, data: result.structuredContent };
  }

  /** @param {string} query @param {number} limit @returns {Promise<Answer>} */
  async search(query, limit) {
    const { data } = await this.call("search_code", { query, limit, maxTokens: 20_000 });
    return { hits: data.hits, said: data.note ?? "" };
  }

  /** @returns {Promise<boolean>} whether everything is indexed */
  async isReady() {
    const { data } = await this.call("get_index_status", {});
    return data.folders.every((/** @type {any} */ folder) => folder.percentIndexed === 100);
  }

  /** @param {object} message */
  #send(message) {
    this.process.child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }

  /** @param {any} message */
  #receive(message) {
    const { id, method } = message;
    if (method !== undefined) {
      // The server may ask whether anybody is there; it is told nothing else, for this client has offered nothing.
      if (id !== undefined) this.#send(method === "ping" ? { id, result: {} } : { id, error: { code: -32601, message: "Not offered." } });
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  }
}
