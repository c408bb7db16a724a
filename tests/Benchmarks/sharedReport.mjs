import { spreadText } from "./figures.mjs";
import { LeaseWatch } from "./leaseWatch.mjs";

const shown = 10;

/** What was seen while several processes shared an index. */
export class SharedReport {
  edits = 0;
  /** Hits in files that were edited between the question and the look at the disk: not judged. */
  overtaken = 0;
  /** @type {string[]} */
  memory = [];
  /** @type {string[]} */
  #takeOvers = [];
  /** @type {Map<string, number[]>} */
  #asked = new Map();
  /** @type {Map<string, number[]>} */
  #found = new Map();
  /** @type {Map<string, string[]>} */
  #faults = new Map();

  /** @param {string} kind @param {string} text */
  fault(kind, text) {
    const known = this.#faults.get(kind) ?? [];
    if (known.length < shown) console.log(`  ${new Date().toISOString().slice(11, 23)} ${kind}: ${text.slice(0, 500)}`);
    known.push(text);
    this.#faults.set(kind, known);
  }

  /** @param {string} by @param {number} took ms */
  asked(by, took) {
    add(this.#asked, by, took);
  }

  /** @param {string} by @param {number} took ms from the write to the answer that has it */
  found(by, took) {
    add(this.#found, by, took);
  }

  /** @param {string} victim @param {string} heir @param {number} taken ms @param {number} found ms */
  tookOver(victim, heir, taken, found) {
    const text = `${victim} killed: ${heir} held the lease after ${taken.toFixed(0)} ms, what was written meanwhile was found by all after ${found.toFixed(0)} ms`;
    this.#takeOvers.push(text);
    console.log(`  ${text}`);
  }

  get isBad() {
    return this.#faults.size > 0;
  }

  /** @param {LeaseWatch} lease */
  print(lease) {
    console.log(`\n${this.edits} edits. From the write to the answer that has it:`);
    for (const [by, times] of [...this.#found].sort()) console.log(`  ${by}: ${spreadText(times)}`);
    console.log("Every question:");
    for (const [by, times] of this.#asked) console.log(`  ${by}: ${spreadText(times)}`);
    console.log("Take-overs:");
    for (const line of this.#takeOvers) console.log(`  ${line}`);
    console.log(
      LeaseWatch.seesLocks
        ? `The lease: looked at ${lease.samples} times; at most ${lease.most} at a time held it, ${lease.without} times nobody.`
        : "The lease: this system does not tell who holds a lock, so writers were not counted.",
    );
    console.log("Memory:");
    for (const line of this.memory) console.log(`  ${line}`);
    console.log(`${this.overtaken} hits were overtaken by an edit and not judged.`);
    if (!this.isBad) console.log("No error, no stale hit.");
    for (const [kind, texts] of this.#faults) {
      console.log(`${kind}: ${texts.length}`);
      for (const text of texts.slice(0, shown)) console.log(`  ${text.slice(0, 500)}`);
    }
  }
}

/** @param {Map<string, number[]>} times @param {string} by @param {number} took */
function add(times, by, took) {
  const known = times.get(by) ?? [];
  known.push(took);
  times.set(by, known);
}
