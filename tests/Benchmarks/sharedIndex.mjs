import { existsSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AgentClient } from "./agentClient.mjs";
import { CodeCopy, pick } from "./codeCopy.mjs";
import { EditorClient } from "./editorClient.mjs";
import { LeaseWatch } from "./leaseWatch.mjs";
import { OwnProcess, trouble } from "./ownProcess.mjs";
import { memoryText } from "./processMemory.mjs";
import { SharedReport } from "./sharedReport.mjs";
import { Terminal } from "./terminal.mjs";

// `npm run bench -- shared <folder> [minutes]`: an editor's server, an agent's server, `semsearch watch` and a terminal on one index, over a copy of a real folder,
// while files are written, renamed and deleted, and the process that writes the index is killed five times. Ends with 1 when anything was wrong.

const kills = 5;
const burst = 30;
/** ms */
const foundWithin = 10_000;
const takenOverWithin = 30_000;
const indexedWithin = 60 * 60_000;
const betweenLooks = 25;
const inHandFor = 300;
const betweenQuestions = 200;
const terminalEvery = 10;

const questions = [
  "retry a failed request",
  "parse command line arguments",
  "convert a date to text",
  "handle a lost connection",
  "read the configuration file",
  "validate user input",
  "sort entries by name",
  "compute a hash of the contents",
];

/** @typedef {import("./codeCopy.mjs").Marker} Marker */
/** @typedef {{ name: string, isAlive: boolean, search(query: string, limit: number): Promise<import("./editorClient.mjs").Answer> }} View */

/** The processes of one user on one folder. */
class SharedIndex {
  /** @type {EditorClient | undefined} */
  editor;
  /** @type {AgentClient | undefined} */
  agent;
  /** @type {OwnProcess | undefined} */
  watch;
  over = false;

  /** @param {string} executable @param {string} home @param {CodeCopy} code */
  constructor(executable, home, code) {
    this.executable = executable;
    this.home = home;
    this.code = code;
    this.env = { ...process.env, SEMSEARCH_HOME: home };
    this.report = new SharedReport();
    this.terminal = new Terminal(executable, this.env, code.root);
    this.lease = new LeaseWatch(
      home,
      () => this.processes.map((one) => one.pid),
      (fault) => {
        this.report.fault("writers", fault);
      },
    );
  }

  /** @returns {View[]} those that answer and live */
  get views() {
    return [this.editor, this.agent].filter((view) => view !== undefined).filter((view) => view.isAlive);
  }

  get processes() {
    return [this.editor?.process, this.agent?.process, this.watch].filter((one) => one !== undefined).filter((one) => !one.ended);
  }

  /** @param {string} what */
  async start(what) {
    const tell = (/** @type {string} */ fault) => {
      this.report.fault("processes", fault);
    };
    if (what === "editor") this.editor = await EditorClient.start(this.executable, this.env, this.code.root, tell);
    else if (what === "agent") this.agent = await AgentClient.start(this.executable, this.env, this.code.root, tell);
    else {
      this.watch = new OwnProcess("watch", this.executable, ["watch", this.code.root], this.env, tell);
      this.watch.child.stdout.resume();
    }
  }

  /** One after the other, so that each one's memory is seen beside those before it. */
  async startAll() {
    await this.start("editor");
    for (const deadline = Date.now() + indexedWithin; !(await this.editor?.isReady()); await delay(200)) {
      if (Date.now() > deadline) throw new Error("The folder is not indexed after an hour.");
    }
    for (const next of ["agent", "watch"]) {
      await this.start(next);
      await Promise.all(this.views.map((view) => view.search(questions[0] ?? "", 10)));
      await delay(3_000);
    }
    this.noteMemory("at the beginning");
  }

  /** @param {string} when */
  noteMemory(when) {
    for (const one of this.processes) this.report.memory.push(`${one.name} ${when}: ${memoryText(one.pid)}`);
  }

  /**
   * Asks, and holds every hit to the disk. A failure is a fault, unless the process was killed meanwhile.
   * @param {View} view
   * @param {string} query
   * @param {number} limit
   */
  async ask(view, query, limit) {
    const asked = performance.now();
    try {
      const answer = await view.search(query, limit);
      this.report.asked(view.name, performance.now() - asked);
      if (trouble.test(answer.said)) this.report.fault("answers", `${view.name}: ${answer.said}`);
      for (const hit of answer.hits) {
        if (this.code.wasTouched(hit.path, asked)) this.report.overtaken++;
        else if (!this.code.holds(hit))
          this.report.fault("stale hits", `${view.name} on "${query}": ${hit.path}:${hit.startLine}-${hit.endLine}`);
      }
      return answer.hits;
    } catch (failure) {
      if (view.isAlive) this.report.fault("answers", `${view.name} on "${query}": ${String(failure)}`);
      return [];
    }
  }

  /** Asks all along, one question at a time, for as long as this process lives. @param {View} view */
  async askOn(view) {
    for (let number = 0; !this.over && view.isAlive; number++) {
      await this.ask(view, `${pick(questions)} ${number % 97}`, 10);
      await delay(betweenQuestions);
    }
  }

  /**
   * Looks for it until the answer has it, and tells of it when it never does.
   * @param {View} view
   * @param {Marker} marker
   * @param {number} written performance.now()
   * @param {number} patience ms
   * @returns {Promise<number | undefined>} ms
   */
  async untilFound(view, marker, written, patience) {
    for (; view.isAlive && performance.now() - written < patience; await delay(betweenLooks)) {
      const hits = await this.ask(view, marker.name, 5);
      if (hits.some((hit) => hit.path === marker.path && hit.text.includes(marker.name))) return performance.now() - written;
    }
    this.report.fault("not found", `${view.name} did not find ${marker.name} in ${marker.path} within ${patience / 1000} s`);
    return undefined;
  }

  /** @param {View} view @param {Marker} marker @param {number} written @param {string} kind for the report */
  async noteFound(view, marker, written, kind) {
    const took = await this.untilFound(view, marker, written, foundWithin);
    if (took !== undefined) this.report.found(`${view.name}, ${kind}`, took);
  }

  /** @param {Marker} marker @param {number} written @param {string} kind */
  async foundByAll(marker, written, kind) {
    await Promise.all(this.views.map((view) => this.noteFound(view, marker, written, kind)));
  }

  /** What is gone must not be found from now on: neither its text, nor its place. @param {string} name @param {string} path where it was */
  async goneFromAll(name, path) {
    const look = async (/** @type {View} */ view) => {
      const hits = await this.ask(view, name, 5);
      if (hits.some((hit) => hit.path === path && hit.text.includes(name)))
        this.report.fault("stale hits", `${view.name} still finds ${name} in ${path}`);
    };
    for (let times = 0; times < 3; times++, await delay(100)) await Promise.all(this.views.map(look));
    if (this.isForTerminal) await look(this.terminal);
  }

  /** It is asked now and then only, because a process for each question takes the others' processor. */
  get isForTerminal() {
    return this.report.edits % terminalEvery === 0;
  }

  /** The editor tells its server of what is saved in it, and of nothing else. @param {string} path */
  maybeSavedInEditor(path) {
    return Math.random() < 0.5 ? this.editor?.saved([join(this.code.root, path)]) : undefined;
  }

  async edit() {
    this.report.edits++;
    const chance = Math.random();
    const known = this.code.markers;
    if (known.length < 5 || chance < 0.5) return this.writeOne();
    if (chance < 0.7) {
      const marker = pick(known);
      this.code.remove(marker);
      return this.goneFromAll(marker.name, marker.path);
    }
    if (chance < 0.82) {
      const marker = pick(known);
      const written = performance.now();
      const former = this.code.rename(marker);
      return Promise.all([this.foundByAll(marker, written, "renamed"), this.goneFromAll(marker.name, former)]);
    }
    if (chance < 0.92) {
      const marker = pick(known);
      this.code.delete(marker);
      return this.goneFromAll(marker.name, marker.path);
    }
    return this.writeMany();
  }

  async writeOne() {
    const written = performance.now();
    const marker = this.code.write();
    await this.maybeSavedInEditor(marker.path);
    await Promise.all([
      this.foundByAll(marker, written, "written"),
      this.isForTerminal ? this.noteFound(this.terminal, marker, written, "written, its own start included") : undefined,
    ]);
  }

  /** As a branch that is checked out, and left again. */
  async writeMany() {
    const written = performance.now();
    const markers = Array.from({ length: burst }, () => this.code.write());
    await Promise.all(
      this.views.map(async (view) => {
        for (const marker of markers) await this.untilFound(view, marker, written, foundWithin);
        this.report.found(`${view.name}, all of ${burst} written at once, a question for each`, performance.now() - written);
      }),
    );
    for (const marker of markers) this.code.remove(marker);
    for (const marker of markers.slice(0, 5)) await this.goneFromAll(marker.name, marker.path);
  }

  /** The writer is killed with work in its hands, and somebody goes on writing the same moment. */
  async killWriter() {
    const writer = await this.lease.until(takenOverWithin);
    const victim = this.processes.find((one) => one.pid === writer);
    if (!victim) {
      this.report.fault("take-overs", "nobody held the lease when the writer was to be killed");
      return;
    }
    const inHand = Array.from({ length: burst }, () => this.code.write());
    await delay(Math.random() * inHandFor);
    const killed = performance.now();
    await victim.kill();
    const marker = this.code.write();
    const finding = Promise.all(this.views.map((view) => this.untilFound(view, marker, killed, takenOverWithin)));
    const heir = await this.lease.until(takenOverWithin);
    const taken = performance.now() - killed;
    const took = (await finding).filter((time) => time !== undefined);
    const name = this.processes.find((one) => one.pid === heir)?.name;
    if (name === undefined) this.report.fault("take-overs", `nobody took over from ${victim.name} within ${takenOverWithin / 1000} s`);
    else this.report.tookOver(victim.name, name, taken, Math.max(...took));
    for (const lost of inHand) await Promise.all(this.views.map((view) => this.untilFound(view, lost, performance.now(), foundWithin)));
    await this.restart(victim);
    for (const over of inHand) this.code.remove(over);
  }

  /** As its user does. @param {OwnProcess} victim */
  async restart(victim) {
    if (victim === this.watch) return this.start("watch");
    await this.start(victim === this.editor?.process ? "editor" : "agent");
    const view = this.views.find((one) => victim.name === one.name);
    if (view) void this.askOn(view);
  }

  /** @param {number} minutes */
  async live(minutes) {
    const begun = Date.now();
    const length = minutes * 60_000;
    for (const view of this.views) void this.askOn(view);
    for (let killed = 0; Date.now() - begun < length; await delay(100 + Math.random() * 700)) {
      if (killed < kills && Date.now() - begun > ((killed + 0.5) * length) / kills) {
        killed++;
        await this.killWriter();
      } else await this.edit();
    }
    this.over = true;
    this.noteMemory("at the end");
  }

  /** What so many deaths have left behind. */
  async examine() {
    const { stdout, code } = await this.terminal.run("doctor", "--path", this.code.root);
    if (code === 0) console.log(stdout);
    else this.report.fault("doctor", stdout);
  }

  async end() {
    this.over = true;
    this.lease.end();
    await Promise.all(this.processes.map((one) => one.end()));
    this.#readLogs();
  }

  #readLogs() {
    const logs = join(this.home, "logs");
    for (const name of existsSync(logs) ? readdirSync(logs) : []) {
      for (const line of readFileSync(join(logs, name), "utf8").split("\n"))
        if (trouble.test(line) || /\] (error|critical):/.test(line)) this.report.fault("log", line);
    }
  }
}

/** @param {string} folder @param {number} minutes @param {string} executable */
export async function sharedIndex(folder, minutes, executable) {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "semsearch-shared-")));
  try {
    const code = new CodeCopy(resolve(folder), join(place, "code"));
    console.log(`${code.count} files copied, ${code.sources.length} of them to write functions to; ${minutes} minutes.`);
    const shared = new SharedIndex(executable, join(place, "home"), code);
    try {
      await shared.startAll();
      await shared.live(minutes);
      await shared.examine();
    } finally {
      await shared.end();
    }
    shared.report.print(shared.lease);
    if (shared.report.isBad) process.exitCode = 1;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
