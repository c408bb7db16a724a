import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CodeCopy, pick } from "./codeCopy.mjs";
import { Looking, questions } from "./looking.mjs";
import { SharedProcesses } from "./sharedProcesses.mjs";
import { SharedReport } from "./sharedReport.mjs";

// `npm run bench -- shared <folder> [minutes]`: an editor's server, an agent's server, `semsearch watch` and a terminal on one index, over a copy of a real folder,
// while files are written, renamed and deleted, and the process that writes the index is killed five times. Ends with 1 when anything was wrong.

const kills = 5;
const burst = 30;
/** ms */
const takenOverWithin = 30_000;
const inHandFor = 300;
const terminalEvery = 10;

/** What a user and an agent do to a folder, and what happens to the process that indexes it. */
class SharedStory {
  /** @param {CodeCopy} code @param {SharedProcesses} processes @param {SharedReport} report */
  constructor(code, processes, report) {
    this.code = code;
    this.processes = processes;
    this.report = report;
    this.looking = new Looking(code, report);
  }

  /** @param {number} minutes */
  async live(minutes) {
    const begun = Date.now();
    const length = minutes * 60_000;
    for (const view of this.processes.views) void this.looking.askOn(view);
    for (let killed = 0; Date.now() - begun < length; await delay(100 + Math.random() * 700)) {
      if (killed < kills && Date.now() - begun > ((killed + 0.5) * length) / kills) {
        killed++;
        await this.#killWriter();
      } else await this.#edit();
    }
    this.looking.over = true;
    this.processes.noteMemory("at the end");
  }

  /** It is asked now and then only, because a process for each question takes the others' processor. */
  get #isForTerminal() {
    return this.report.edits % terminalEvery === 0;
  }

  /** The editor tells its server of what is saved in it, and of nothing else. @param {string} path */
  #maybeSavedInEditor(path) {
    return Math.random() < 0.5 ? this.processes.editor?.saved([join(this.code.root, path)]) : undefined;
  }

  async #edit() {
    this.report.edits++;
    const chance = Math.random();
    const known = this.code.markers;
    if (known.length < 5 || chance < 0.5) return this.#writeOne();
    if (chance < 0.7) {
      const marker = pick(known);
      this.code.remove(marker);
      return this.#goneFromAll(marker.name, marker.path);
    }
    if (chance < 0.82) {
      const marker = pick(known);
      const written = performance.now();
      const former = this.code.rename(marker);
      return Promise.all([
        this.looking.foundByAll(this.processes.views, marker, written, "renamed"),
        this.#goneFromAll(marker.name, former),
      ]);
    }
    if (chance < 0.92) {
      const marker = pick(known);
      this.code.delete(marker);
      return this.#goneFromAll(marker.name, marker.path);
    }
    return this.#writeMany();
  }

  /** @param {string} name @param {string} path */
  #goneFromAll(name, path) {
    const { views, terminal } = this.processes;
    return this.looking.goneFromAll(this.#isForTerminal ? [...views, terminal] : views, name, path);
  }

  async #writeOne() {
    const written = performance.now();
    const marker = this.code.write();
    await this.#maybeSavedInEditor(marker.path);
    await Promise.all([
      this.looking.foundByAll(this.processes.views, marker, written, "written"),
      this.#isForTerminal ? this.looking.noteFound(this.processes.terminal, marker, written, "written, its own start included") : undefined,
    ]);
  }

  /** As a branch that is checked out, and left again. */
  async #writeMany() {
    const written = performance.now();
    const markers = Array.from({ length: burst }, () => this.code.write());
    await Promise.all(
      this.processes.views.map(async (view) => {
        for (const marker of markers) await this.looking.untilFound(view, marker, written);
        this.report.found(`${view.name}, all of ${burst} written at once, a question for each`, performance.now() - written);
      }),
    );
    for (const marker of markers) this.code.remove(marker);
    for (const marker of markers.slice(0, 5)) await this.#goneFromAll(marker.name, marker.path);
  }

  /** The writer is killed with work in its hands, and somebody goes on writing the same moment. */
  async #killWriter() {
    const writer = await this.processes.lease.until(takenOverWithin);
    const victim = this.processes.living.find((one) => one.pid === writer);
    if (!victim) {
      this.report.fault("take-overs", "nobody held the lease when the writer was to be killed");
      return;
    }
    const inHand = Array.from({ length: burst }, () => this.code.write());
    await delay(Math.random() * inHandFor);
    const killed = performance.now();
    await victim.kill();
    const marker = this.code.write();
    const finding = Promise.all(this.processes.views.map((view) => this.looking.untilFound(view, marker, killed, takenOverWithin)));
    const heir = await this.processes.lease.until(takenOverWithin);
    const taken = performance.now() - killed;
    const took = (await finding).filter((time) => time !== undefined);
    const name = this.processes.living.find((one) => one.pid === heir)?.name;
    if (name === undefined) this.report.fault("take-overs", `nobody took over from ${victim.name} within ${takenOverWithin / 1000} s`);
    else this.report.tookOver(victim.name, name, taken, Math.max(...took));
    for (const lost of inHand)
      await Promise.all(this.processes.views.map((view) => this.looking.untilFound(view, lost, performance.now())));
    const restarted = await this.processes.restart(victim);
    if (restarted) void this.looking.askOn(restarted);
    for (const over of inHand) this.code.remove(over);
  }
}

/** @param {string} folder @param {number} minutes @param {string} executable */
export async function sharedIndex(folder, minutes, executable) {
  const place = realpathSync(mkdtempSync(join(tmpdir(), "semsearch-shared-")));
  try {
    const code = new CodeCopy(resolve(folder), join(place, "code"));
    console.log(`${code.count} files copied, ${code.sources.length} of them to write functions to; ${minutes} minutes.`);
    const report = new SharedReport();
    const processes = new SharedProcesses(executable, join(place, "home"), code.root, report);
    try {
      await processes.startAll(pick(questions));
      await new SharedStory(code, processes, report).live(minutes);
      await processes.examine();
    } finally {
      await processes.end();
    }
    report.print(processes.lease);
    if (report.isBad) process.exitCode = 1;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
