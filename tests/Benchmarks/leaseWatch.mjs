import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** Looks several times a second which processes hold the write lease. Only Linux tells who holds a lock; elsewhere there is the note that the holder leaves. */
export class LeaseWatch {
  static seesLocks = process.platform === "linux";
  static #interval = 100;

  samples = 0;
  most = 0;
  without = 0;

  /**
   * @param {string} home the data directory, with one index in it
   * @param {() => number[]} pids of the processes that live now
   * @param {(fault: string) => void} tell
   */
  constructor(home, pids, tell) {
    this.home = home;
    this.pids = pids;
    this.tell = tell;
    this.timer = setInterval(() => {
      this.#sample();
    }, LeaseWatch.#interval);
  }

  end() {
    clearInterval(this.timer);
  }

  /** @returns {number[]} process ids */
  holders() {
    return LeaseWatch.seesLocks ? this.pids().filter((pid) => this.#locks(pid)) : this.#noted();
  }

  /** @param {number} patience ms @returns {Promise<number | undefined>} the first process seen to hold it */
  async until(patience) {
    for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(10)) {
      const [holder] = this.holders();
      if (holder !== undefined) return holder;
    }
    return undefined;
  }

  #sample() {
    const holders = this.holders();
    this.samples++;
    this.most = Math.max(this.most, holders.length);
    if (holders.length === 0) this.without++;
    if (holders.length > 1) this.tell(`two writers: processes ${holders.join(" and ")}`);
  }

  /** What the system says of the process's own descriptors: a lock file that was deleted and made anew would show two. @param {number} pid */
  #locks(pid) {
    try {
      return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
        const target = readlinkIfThere(`/proc/${pid}/fd/${descriptor}`);
        return (
          target.startsWith(this.home) &&
          /\.lock( \(deleted\))?$/.test(target) &&
          /FLOCK\s+ADVISORY\s+WRITE/.test(readIfThere(`/proc/${pid}/fdinfo/${descriptor}`))
        );
      });
    } catch (failure) {
      if (isGone(failure)) return false;
      throw failure;
    }
  }

  #noted() {
    const notes = readdirSync(this.home, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".lock.owner"));
    return notes.map((name) => Number(readIfThere(join(this.home, name)))).filter((pid) => this.pids().includes(pid));
  }
}

/** @param {unknown} failure of looking at a process or a descriptor that has just ended */
function isGone(failure) {
  return failure instanceof Error && "code" in failure && ["ENOENT", "ESRCH", "EACCES"].includes(String(failure.code));
}

/** @param {string} path */
function readlinkIfThere(path) {
  try {
    return readlinkSync(path);
  } catch (failure) {
    if (isGone(failure)) return "";
    throw failure;
  }
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch (failure) {
    if (isGone(failure)) return "";
    throw failure;
  }
}
