// Real VS Code for the end-to-end tests: the server build that the npm package code-server carries, the Node.js that it needs, and a
// Chromium to look at it with. Installed once for each set of versions, outside the repository, so that a fresh clone or `npm run clean`
// costs nothing; everything that cannot be had ends the task with a sentence that says what to install.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { fail, run, say } from "./stages.mjs";

const codeServer = "4.139.1";
const nodeVersion = "24.21.0";
/** Raised when the way of installing changes while the versions stay. */
const recipe = 1;

/** @typedef {{ node: string, serverEntry: string, chromium: string }} VsCode programs: Node.js, the server's script for it, a browser */

/** @returns {VsCode} what the tests start; installs what is missing, and ends the task where that cannot be done */
export function installVsCode() {
  if (process.platform === "win32") {
    fail("The end-to-end tests need Linux or macOS, because code-server does not run on Windows. Run them in WSL.");
  }
  const chromium = findChromium() ?? installChromium();
  const home = join(cacheFolder(), `vscode-${codeServer}-node-${nodeVersion}-${process.platform}-${process.arch}`);
  if (!isComplete(home)) installServer(home);
  return { node: nodeBelow(home), serverEntry: join(serverBelow(home), "out", "node", "entry.js"), chromium };
}

/** @returns {string} where this platform keeps what can be made again */
function cacheFolder() {
  const { SEMSEARCH_TEST_CACHE, XDG_CACHE_HOME } = process.env;
  if (SEMSEARCH_TEST_CACHE) return SEMSEARCH_TEST_CACHE;
  const caches = process.platform === "darwin" ? join(homedir(), "Library", "Caches") : XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(caches, "semantic-search");
}

/** @param {string} home */
const stampBelow = (home) => join(home, "complete");

/** @param {string} home */
const serverBelow = (home) => join(home, "node_modules", "code-server");

/** @param {string} home */
function isComplete(home) {
  return existsSync(stampBelow(home)) && readFileSync(stampBelow(home), "utf8") === String(recipe);
}

/** npm has this Node.js for Linux only; elsewhere the one that runs this script must be new enough. @param {string} home */
function nodeBelow(home) {
  return process.platform === "linux" ? join(home, "node_modules", nodePackage(), "bin", "node") : process.execPath;
}

const nodePackage = () => `node-${process.platform}-${process.arch}`;

/**
 * Works in a folder of its own and renames it when all is there: an interrupted run leaves nothing that looks finished, and of two runs
 * at once the later one takes what the earlier one made.
 * @param {string} home
 */
function installServer(home) {
  if (process.platform !== "linux" && !process.version.startsWith("v24.")) {
    fail(`VS Code's server needs Node.js 24, this is ${process.version}. Install Node.js 24 and run the same command again.`);
  }
  say(`installing VS Code for the end-to-end tests into ${home} (800 MB, two minutes, once)`);
  removeAbandonedDrafts(home);
  const draft = `${home}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, "package.json"), JSON.stringify({ private: true }));
  const node = process.platform === "linux" ? [`${nodePackage()}@${nodeVersion}`] : [];
  npm(draft, ["install", "--ignore-scripts", `code-server@${codeServer}`, ...node]);
  finishServer(draft);
  writeFileSync(stampBelow(draft), String(recipe));
  putInPlace(draft, home);
}

/** An installation that was killed leaves its draft, hundreds of megabytes of it. @param {string} home */
function removeAbandonedDrafts(home) {
  mkdirSync(dirname(home), { recursive: true });
  for (const name of readdirSync(dirname(home)).filter((entry) => entry.startsWith(`${basename(home)}.`))) {
    const owner = Number(name.slice(basename(home).length + 1));
    if (!isRunning(owner)) rmSync(join(dirname(home), name), { recursive: true, force: true });
  }
}

/** @param {number} processId */
function isRunning(processId) {
  try {
    return process.kill(processId, 0);
  } catch {
    return false; // Another user's process answers so too; their cache is not ours.
  }
}

/**
 * What code-server's own install script would do, less the native modules that the tests do not use and that do not build everywhere.
 * @param {string} home
 */
function finishServer(home) {
  const vscode = join(serverBelow(home), "lib", "vscode");
  npm(vscode, ["install", "--omit=dev", "--ignore-scripts"]);
  npm(join(vscode, "extensions"), ["install", "--omit=dev", "--ignore-scripts"]);
  // spdlog writes the log files and output channels that a failed test is explained with.
  const headers = dirname(dirname(nodeBelow(home)));
  npm(vscode, ["rebuild", "--ignore-scripts=false", "@vscode/spdlog", "@vscode/native-watchdog"], { npm_config_nodedir: headers });
}

/** @param {string} draft @param {string} home */
function putInPlace(draft, home) {
  try {
    if (!isComplete(home)) rmSync(home, { recursive: true, force: true });
    renameSync(draft, home);
  } catch (error) {
    if (!isComplete(home)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @param {string} cwd @param {string[]} args @param {NodeJS.ProcessEnv} [env] */
function npm(cwd, args, env = {}) {
  run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd, env, quiet: true });
}

/** @returns {string | undefined} a Chromium that is here already */
function findChromium() {
  const named = process.env["SEMSEARCH_CHROMIUM"];
  if (named) return existsSync(named) ? named : fail(`SEMSEARCH_CHROMIUM names ${named}, which is not there.`);
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean);
  const candidates = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  if (process.platform === "darwin") candidates.push("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
  return candidates.find((path) => existsSync(path));
}

/** @returns {string} */
function installChromium() {
  const help = "Install Chromium or Google Chrome, or name one in SEMSEARCH_CHROMIUM, and run the same command again.";
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) fail(`The end-to-end tests look at VS Code with Chromium. ${help}`);
  say("installing Chromium with apt-get");
  const lock = join(cacheFolder(), "chromium.lock");
  mkdirSync(cacheFolder(), { recursive: true });
  // flock, because apt-get fails where another one is at work instead of waiting for it.
  const install = "apt-get update && apt-get install -y --no-install-recommends chromium fonts-dejavu-core";
  run("flock", [lock, "sh", "-c", install], { quiet: true, env: { DEBIAN_FRONTEND: "noninteractive" } });
  return findChromium() ?? fail(`apt-get installed no Chromium. ${help}`);
}
