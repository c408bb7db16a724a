import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

// What an agent with grep and a file viewer has to read until it has seen an answer. Every choice is made in its favour: it knows which words of the question matter, asks for
// counts (far shorter than the lines), never looks into prose or data, opens the files with most different words first, tests last, each at its densest place, reads on in the
// right file until it has the answer, and stops the moment it has.

/** Lines of a list and lines of a file that such tools give at a time. */
const listed = 250;
const read = 200;
/** Files that it opens before it gives up. */
const patience = 10;

const prose = [":!*.md", ":!*.json", ":!*.txt", ":!*.svg", ":!*.csv", ":!*.sum", ":!*.lock"];
const little = new Set(
  "a an and are at be being by do does for from has have how in into is it its of on one or s same that the them this time to was what when where which who why with".split(
    " ",
  ),
);

/** @typedef {{ path: string, line: number }} Place */

/**
 * @param {string} folder a checkout of git
 * @param {string} question
 * @param {string[]} otherWords that an agent would think of, too
 * @param {Place} answer
 */
export function grepAndRead(folder, question, otherWords, answer) {
  const words = [...new Set([...(question.toLowerCase().match(/[a-z]+/g) ?? []), ...otherWords])].filter((word) => !little.has(word));
  const files = filesWith(folder, words);
  const list = files.map((file) => `${file.path}:${file.lines}`).slice(0, listed);
  /** @type {string[]} what it has read, in order */
  const seen = [`grep --count -i ${words.join("|")}\n${list.join("\n")}`];
  for (const { path } of files.slice(0, patience)) {
    const lines = readFileSync(join(folder, path), "utf8").split("\n");
    if (path === answer.path) {
      seen.push(...readUntil(folder, answer, densest(lines, words)));
      return { found: true, seen, files: seen.length - 1 };
    }
    seen.push(window(path, lines, densest(lines, words)));
  }
  return { found: false, seen, files: seen.length - 1 };
}

/** The right file: on to its end, and then from its beginning, until the answer has been read. @param {string} folder @param {Place} answer @param {number} from */
export function readUntil(folder, answer, from) {
  const lines = readFileSync(join(folder, answer.path), "utf8").split("\n");
  const seen = [window(answer.path, lines, from)];
  while (answer.line < from || answer.line >= from + read) {
    from = from + read > lines.length ? 1 : from + read;
    seen.push(window(answer.path, lines, from));
  }
  return seen;
}

/** Those with most different words first, then those with most lines. @param {string} folder @param {string[]} words */
function filesWith(folder, words) {
  /** @type {Map<string, { path: string, words: number, lines: number }>} */
  const files = new Map();
  for (const word of words) {
    const { stdout } = spawnSync("git", ["-C", folder, "grep", "--untracked", "-I", "-i", "-c", "-e", word, "--", ".", ...prose], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    for (const line of stdout.split("\n").filter((line) => line !== "")) {
      const colon = line.lastIndexOf(":");
      const path = line.slice(0, colon);
      const file = files.get(path) ?? { path, words: 0, lines: 0 };
      file.words++;
      file.lines += Number(line.slice(colon + 1));
      files.set(path, file);
    }
  }
  const isTest = (/** @type {string} */ path) => Number(/test|bench|fixture/i.test(path));
  return [...files.values()].sort(
    (left, right) => isTest(left.path) - isTest(right.path) || right.words - left.words || right.lines - left.lines,
  );
}

/** First line of the window with most of the words, from 1. @param {string[]} lines @param {string[]} words */
function densest(lines, words) {
  const counts = lines.map((line) => words.filter((word) => line.toLowerCase().includes(word)).length);
  let best = 0;
  let most = -1;
  for (let from = 0; from === 0 || from + read <= lines.length; from += 10) {
    const sum = counts.slice(from, from + read).reduce((left, right) => left + right, 0);
    if (sum > most) [best, most] = [from, sum];
  }
  return best + 1;
}

/** As a file viewer numbers them. @param {string} path @param {string[]} lines @param {number} from */
function window(path, lines, from) {
  const shown = lines.slice(from - 1, from - 1 + read).map((line, index) => `${from + index}\t${line}`);
  return `read ${path} from line ${from}\n${shown.join("\n")}`;
}
