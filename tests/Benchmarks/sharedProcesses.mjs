import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AgentClient } from "./agentClient.mjs";
import { EditorClient } from "./editorClient.mjs";
import { LeaseWatch } from "./leaseWatch.mjs";
import { OwnProcess, trouble } from "./ownProcess.mjs";
import { memoryText } from "./processMemory.mjs";
import { Terminal } from "./terminal.mjs";

/** ms */
const indexedWithin = 60 * 60_000;
const settledAfter = 3_000;

/** @typedef {import("./sharedReport.mjs").SharedReport} SharedReport */

/** The processes of one user on one folder. */
export class SharedProcesses {
  /** @type {EditorClient | undefined} */
  editor;
  /** @type {AgentClient | undefined} */
  agent;
  /** @type {OwnProcess | undefined} */
  watch;

  /** @param {string} executable @param {string} home the data directory @param {string} folder @param {SharedReport} report */
  constructor(executable, home, folder, report) {
    this.executable = executable;
    this.home = home;
    this.folder = folder;
    this.report = report;
    this.env = { ...process.env, SEMSEARCH_HOME: home };
    this.terminal = new Terminal(executable, this.env, folder);
    this.lease = new LeaseWatch(
      home,
      () => this.living.map((one) => one.pid),
      (fault) => {
        report.fault("writers", fault);
      },
    );
  }

  get living() {
    return [this.editor?.process, this.agent?.process, this.watch].filter((one) => one !== undefined).filter((one) => !one.ended);
  }

  /** Those of them that answer. */
  get views() {
    return [this.editor, this.agent].filter((view) => view !== undefined).filter((view) => view.isAlive);
  }

  /** One after the other, so that each one's memory is seen beside those before it. @param {string} question */
  async startAll(question) {
    await this.#start("editor");
    for (const deadline = Date.now() + indexedWithin; !(await this.editor?.isReady()); await delay(200)) {
      if (Date.now() > deadline) throw new Error("The folder is not indexed after an hour.");
    }
    for (const next of ["agent", "watch"]) {
      await this.#start(next);
      await Promise.all(this.views.map((view) => view.search(question, 10)));
      await delay(settledAfter);
    }
    this.noteMemory("at the beginning");
  }

  /** As its user does. @param {OwnProcess} victim @returns {Promise<EditorClient | AgentClient | undefined>} the new one, if it answers questions */
  async restart(victim) {
    if (victim === this.editor?.process) {
      await this.#start("editor");
      return this.editor;
    }
    if (victim === this.agent?.process) {
      await this.#start("agent");
      return this.agent;
    }
    await this.#start("watch");
    return undefined;
  }

  /** @param {string} when */
  noteMemory(when) {
    for (const one of this.living) this.report.memory.push(`${one.name} ${when}: ${memoryText(one.pid)}`);
  }

  /** What so many deaths have left behind. */
  async examine() {
    const { stdout, code } = await this.terminal.run("doctor", "--path", this.folder);
    if (code === 0) console.log(stdout);
    else this.report.fault("doctor", stdout);
  }

  async end() {
    this.lease.end();
    await Promise.all(this.living.map((one) => one.end()));
    const logs = join(this.home, "logs");
    for (const name of existsSync(logs) ? readdirSync(logs) : []) {
      const lines = readFileSync(join(logs, name), "utf8").split("\n");
      for (const line of lines) if (trouble.test(line) || /\] (error|critical):/.test(line)) this.report.fault("log", line);
    }
  }

  /** @param {string} what */
  async #start(what) {
    const tell = (/** @type {string} */ fault) => {
      this.report.fault("processes", fault);
    };
    if (what === "editor") this.editor = await EditorClient.start(this.executable, this.env, this.folder, tell);
    else if (what === "agent") this.agent = await AgentClient.start(this.executable, this.env, this.folder, tell);
    else {
      this.watch = new OwnProcess("watch", this.executable, ["watch", this.folder], this.env, tell);
      this.watch.child.stdout.resume();
    }
  }
}
