import { setTimeout as delay } from "node:timers/promises";
import { pick } from "./codeCopy.mjs";
import { trouble } from "./ownProcess.mjs";

/** ms */
const foundWithin = 10_000;
const betweenLooks = 25;
const betweenQuestions = 200;

export const questions = [
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
/** @typedef {{ name: string, isAlive: boolean, search(query: string, limit: number): Promise<import("./editorClient.mjs").Answer> }} View one that can be asked */

/** Asks the same of several processes, and holds what they answer to the files as they are. */
export class Looking {
  over = false;

  /** @param {import("./codeCopy.mjs").CodeCopy} code @param {import("./sharedReport.mjs").SharedReport} report */
  constructor(code, report) {
    this.code = code;
    this.report = report;
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
   * @param {number} [patience] ms
   * @returns {Promise<number | undefined>} ms
   */
  async untilFound(view, marker, written, patience = foundWithin) {
    for (; view.isAlive && performance.now() - written < patience; await delay(betweenLooks)) {
      const hits = await this.ask(view, marker.name, 5);
      if (hits.some((hit) => hit.path === marker.path && hit.text.includes(marker.name))) return performance.now() - written;
    }
    this.report.fault("not found", `${view.name} did not find ${marker.name} in ${marker.path} within ${patience / 1000} s`);
    return undefined;
  }

  /** @param {View} view @param {Marker} marker @param {number} written @param {string} kind for the report */
  async noteFound(view, marker, written, kind) {
    const took = await this.untilFound(view, marker, written);
    if (took !== undefined) this.report.found(`${view.name}, ${kind}`, took);
  }

  /** @param {View[]} views @param {Marker} marker @param {number} written @param {string} kind */
  async foundByAll(views, marker, written, kind) {
    await Promise.all(views.map((view) => this.noteFound(view, marker, written, kind)));
  }

  /** What is gone must not be found from now on: neither its text, nor its place. @param {View[]} views @param {string} name @param {string} path where it was */
  async goneFromAll(views, name, path) {
    const look = async (/** @type {View} */ view) => {
      const hits = await this.ask(view, name, 5);
      if (hits.some((hit) => hit.path === path && hit.text.includes(name)))
        this.report.fault("stale hits", `${view.name} still finds ${name} in ${path}`);
    };
    for (let times = 0; times < 3; times++, await delay(100)) await Promise.all(views.map(look));
  }
}
