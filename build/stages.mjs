// What every task is made of: running programs, saying so, and stages that are skipped while their inputs are unchanged.
// Each stage leaves a stamp with a hash of its inputs, written last, so an interrupted run is simply done again.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const artifacts = join(root, "artifacts");

/** @param {string} text */
export function say(text) {
  process.stderr.write(`\u203a ${text}\n`);
}

/** Ends the task with a sentence for the person at the terminal. @param {string} text @returns {never} */
export function fail(text) {
  process.stderr.write(`\u2717 ${text}\n`);
  process.exit(1);
}

/**
 * Runs a program with this terminal; ends the task when it fails.
 * @param {string} command @param {string[]} args
 * @param {{ cwd?: string, shell?: boolean, quiet?: boolean, env?: NodeJS.ProcessEnv }} [options]
 */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: options.cwd ?? root,
    shell: options.shell ?? false,
    stdio: options.quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    env: { ...process.env, ...options.env },
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.error) {
    fail(`${command} could not be started (${result.error.message}). Install it and run the same command again.`);
  }
  if (result.status !== 0) {
    if (options.quiet) process.stderr.write(`${String(result.stdout)}${String(result.stderr)}`);
    fail(`${[command, ...args].join(" ")} ended with ${result.status ?? result.signal}.`);
  }
}

/** @param {string} path @returns {string[]} every file at or below path, sorted, build output left out */
export function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !["bin", "obj", "node_modules", "TestResults", "dist"].includes(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

/** @param {string[]} inputs paths relative to the root @returns {string} one hash over names and contents */
export function hashOf(inputs) {
  const hash = createHash("sha256");
  for (const file of inputs.flatMap((input) => filesBelow(join(root, input)))) {
    hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
}

/** @param {string} name @param {string[]} inputs @param {string} product */
function stampOf(name, inputs, product) {
  const file = join(artifacts, `${name}.stamp`);
  const hash = hashOf(inputs);
  return { file, hash, isMade: existsSync(product) && existsSync(file) && readFileSync(file, "utf8") === hash };
}

/**
 * Runs `make` unless its inputs are unchanged since it last finished and its product is still there.
 * @param {string} name @param {string[]} inputs @param {string} product @param {() => void} make
 */
export function stage(name, inputs, product, make) {
  const stamp = stampOf(name, inputs, product);
  if (stamp.isMade) return;
  rmSync(stamp.file, { force: true });
  mkdirSync(artifacts, { recursive: true });
  make();
  writeFileSync(stamp.file, stamp.hash);
}

/** @param {string} name @param {string[]} inputs @param {string} product @param {() => Promise<void>} make */
export async function stageAsync(name, inputs, product, make) {
  const stamp = stampOf(name, inputs, product);
  if (stamp.isMade) return;
  rmSync(stamp.file, { force: true });
  mkdirSync(artifacts, { recursive: true });
  await make();
  writeFileSync(stamp.file, stamp.hash);
}
