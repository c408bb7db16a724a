import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";

/** @typedef {{ name: string, path: string }} Marker a function that stands in the copy under a name that stands nowhere else */

/** How a function is written: before the last closing brace of the file, or at its end. */
const functions = {
  ".java": {
    inside: true,
    lines: (/** @type {string} */ name, /** @type {number} */ value) => [
      `    static int ${name}(int given) {`,
      `        return given * ${value};`,
      "    }",
    ],
  },
  ".cs": {
    inside: true,
    lines: (/** @type {string} */ name, /** @type {number} */ value) => [
      `    internal static int ${name}(int given)`,
      "    {",
      `        return given * ${value};`,
      "    }",
    ],
  },
  ".py": {
    inside: false,
    lines: (/** @type {string} */ name, /** @type {number} */ value) => [`def ${name}(given):`, `    return given * ${value}`],
  },
  ".go": {
    inside: false,
    lines: (/** @type {string} */ name, /** @type {number} */ value) => [`func ${name}(given int) int {`, `\treturn given * ${value}`, "}"],
  },
  ".rs": {
    inside: false,
    lines: (/** @type {string} */ name, /** @type {number} */ value) => [`fn ${name}(given: i64) -> i64 {`, `    given * ${value}`, "}"],
  },
  ".ts": {
    inside: false,
    lines: (/** @type {string} */ name, /** @type {number} */ value) => [
      `function ${name}(given: number) {`,
      `  return given * ${value};`,
      "}",
    ],
  },
  ".js": {
    inside: false,
    lines: (/** @type {string} */ name, /** @type {number} */ value) => [`function ${name}(given) {`, `  return given * ${value};`, "}"],
  },
};

const syllables = ["bro", "vat", "ukil", "zon", "quax", "mel", "brin", "tosk", "wyx", "goph", "drul", "neft"];

/** A copy of a folder that may be torn to pieces. It remembers when each file was touched, because an answer may be overtaken by an edit. */
export class CodeCopy {
  #number = 0;
  /** @type {Map<string, number>} */
  #touched = new Map();
  /** @type {Map<string, string>} the files' text before they were given a marker */
  #before = new Map();

  /** @type {Marker[]} */
  markers = [];

  /** @param {string} source @param {string} root the copy, which must not be there yet */
  constructor(source, root) {
    this.root = root;
    const all = filesOf(source);
    for (const path of all) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      cpSync(join(source, path), join(root, path), { dereference: false });
    }
    this.sources = all.filter((path) => extname(path) in functions);
    if (this.sources.length < 40)
      throw new Error(
        `${source} has ${this.sources.length} files that functions can be written to (${Object.keys(functions).join(", ")}); 40 are needed.`,
      );
    this.count = all.length;
  }

  /** @returns {Marker} */
  write() {
    const free = this.sources.filter((path) => !this.#before.has(path));
    const path = pick(free);
    const text = readFileSync(join(this.root, path), "utf8");
    const marker = { name: this.#newName(), path };
    this.#before.set(path, text);
    this.#put(path, withFunction(text, marker));
    this.markers.push(marker);
    return marker;
  }

  /** Its function is gone again, the rest of the file stays. @param {Marker} marker */
  remove(marker) {
    this.#put(marker.path, this.#before.get(marker.path) ?? "");
    this.#forget(marker);
  }

  /** @param {Marker} marker */
  delete(marker) {
    this.#touch(marker.path);
    rmSync(join(this.root, marker.path));
    this.sources = this.sources.filter((path) => path !== marker.path);
    this.#forget(marker);
  }

  /** @param {Marker} marker @returns {string} where it was */
  rename(marker) {
    const former = marker.path;
    const name = `${this.#newName()}${extname(former)}`;
    const path = former.slice(0, former.length - basename(former).length) + name;
    this.#touch(former);
    this.#touch(path);
    renameSync(join(this.root, former), join(this.root, path));
    this.sources = this.sources.map((source) => (source === former ? path : source));
    this.#before.set(path, this.#before.get(former) ?? "");
    this.#before.delete(former);
    marker.path = path;
    return former;
  }

  /** @param {string} path @param {number} since performance.now() */
  wasTouched(path, since) {
    return (this.#touched.get(path) ?? -1) >= since;
  }

  /** Whether the lines that a hit names hold what it says, now. @param {import("./editorClient.mjs").FoundHit} hit */
  holds(hit) {
    const file = join(this.root, hit.path);
    if (!existsSync(file)) return false;
    const lines = readFileSync(file, "utf8")
      .replace(/^\uFEFF/, "")
      .split(/\r\n|\r|\n/);
    return lines
      .slice(hit.startLine - 1, hit.endLine)
      .join("\n")
      .includes(hit.text.replace(/\r\n?/g, "\n").trim());
  }

  #newName() {
    return `${pick(syllables)}${pick(syllables)}${pick(syllables)}${pick(syllables)}${(this.#number++).toString(36)}q`;
  }

  /** @param {string} path @param {string} text */
  #put(path, text) {
    this.#touch(path);
    writeFileSync(join(this.root, path), text);
  }

  /** @param {string} path */
  #touch(path) {
    this.#touched.set(path, performance.now());
  }

  /** @param {Marker} marker */
  #forget(marker) {
    this.#before.delete(marker.path);
    this.markers = this.markers.filter((other) => other !== marker);
  }
}

/** @template T @param {readonly T[]} choices @returns {T} */
export function pick(choices) {
  const chosen = choices[Math.floor(Math.random() * choices.length)];
  if (chosen === undefined) throw new Error("There is nothing left to choose from.");
  return chosen;
}

/** @param {string} text @param {Marker} marker */
function withFunction(text, marker) {
  const form = functions[/** @type {keyof typeof functions} */ (extname(marker.path))];
  const written = `\n${form.lines(marker.name, Math.floor(Math.random() * 100_000)).join("\n")}\n`;
  const brace = form.inside ? text.lastIndexOf("}") : -1;
  return brace < 0 ? `${text}${written}` : `${text.slice(0, brace)}${written}${text.slice(brace)}`;
}

/** What git would take into a commit: not its own files, nor what is built. @param {string} folder @returns {string[]} relative, with forward slashes */
function filesOf(folder) {
  if (!existsSync(join(folder, ".git"))) throw new Error(`${folder} is no checkout of git.`);
  const list = execFileSync("git", ["-C", folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  return list.split("\0").filter((path) => path !== "" && existsSync(join(folder, path)));
}
