#!/usr/bin/env node
// The task list behind package.json: every task first makes what it needs, says so, and skips what is already there.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installGpuBuild } from "./gpu.mjs";
import { copyLlama } from "./llama.mjs";
import { artifacts, fail, root, run, say, stage, stageAsync } from "./stages.mjs";
import { checkScripts, formatScripts } from "./style.mjs";
import { hostTarget } from "./targets.mjs";

const nativeOut = join(artifacts, "native");
const published = join(artifacts, "semsearch");
const executable = join(published, process.platform === "win32" ? "semsearch.exe" : "semsearch");
const solution = join(root, "SemanticSearch.sln");

function packages() {
  stage("packages", ["package-lock.json"], join(root, "node_modules"), () => {
    say("installing npm packages (native sources, a minute on a slow line)");
    // One string for the shell, because npm is a .cmd file on Windows, which only a shell starts.
    run("npm ci --ignore-scripts --no-audit --no-fund --loglevel=error", [], { shell: true });
  });
}

function native() {
  packages();
  stage("native", ["server/native", "build/llama.mjs", "package-lock.json"], nativeOut, () => {
    say("compiling SQLite, tree-sitter and the grammars (about a minute, once)");
    const tree = join(artifacts, "obj", "native");
    run("cmake", ["-S", join(root, "server", "native"), "-B", tree, "-DCMAKE_BUILD_TYPE=Release"], { quiet: true });
    run("cmake", ["--build", tree, "--config", "Release", "--parallel"], { quiet: true });
    mkdirSync(nativeOut, { recursive: true });
    // Builds for graphics cards stay: they were asked for one by one, and are not made here.
    for (const name of readdirSync(nativeOut).filter((name) => name !== "llama")) rmSync(join(nativeOut, name));
    const out = join(tree, "out");
    for (const file of readdirSync(out).filter((name) => /\.(so|dll|dylib)$/.test(name))) {
      copyFileSync(join(out, file), join(nativeOut, file));
    }
    copyVectorExtension();
    copyLlama(hostTarget, nativeOut);
  });
}

/** @param {string[]} args `--gpu <build>` adds llama.cpp for a graphics card */
function setup(args) {
  const { gpu } = setupOptions(args);
  native();
  if (gpu === undefined) return;
  installGpuBuild(hostTarget, gpu, nativeOut);
  // It lies beside the executable, so that the next build has to copy it there.
  rmSync(join(artifacts, "semsearch.stamp"), { force: true });
}

/** @param {string[]} args */
function setupOptions(args) {
  try {
    return parseArgs({ args, options: { gpu: { type: "string" } } }).values;
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)} Usage: npm run setup [-- --gpu cuda|cuda12|vulkan]`);
  }
}

/** sqlite-vec has no build for some platforms; the engine then answers from plain tables and says so. */
function copyVectorExtension() {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const extension = { win32: "dll", darwin: "dylib" }[/** @type {string} */ (process.platform)] ?? "so";
  const file = join(root, "node_modules", `sqlite-vec-${platform}-${process.arch}`, `vec0.${extension}`);
  if (existsSync(file)) copyFileSync(file, join(nativeOut, `vec0.${extension}`));
  else say(`sqlite-vec has no build for ${platform}-${process.arch}: vectors will be kept in plain tables`);
}

const dotnetInputs = [
  "server",
  "models/bundled",
  "models/manifest.json",
  "Directory.Build.props",
  "Directory.Packages.props",
  "global.json",
];

function publish() {
  native();
  stage("semsearch", dotnetInputs, executable, () => {
    say("building semsearch");
    rmSync(published, { recursive: true, force: true });
    run("dotnet", [
      "publish",
      join(root, "server", "SemanticSearch.Server"),
      "--configuration",
      "Release",
      "--use-current-runtime",
      "--no-self-contained",
      "-p:PublishReadyToRun=true",
      "--output",
      published,
      "--nologo",
      "--verbosity",
      "quiet",
    ]);
  });
}

/** @param {string[]} args the program's own arguments; its exit code becomes ours */
function semsearch(args) {
  publish();
  const result = spawnSync(executable, args, { stdio: "inherit" });
  process.exit(result.status ?? 1);
}

/** Everything: the engine and the server, the extension by itself, and the packaged extension in VS Code. @param {string[]} args passed on to `dotnet test`, which then runs alone */
async function test(args) {
  publish();
  say("building and running the tests of the engine and the server");
  run("dotnet", ["build", solution, "--configuration", "Release", "--nologo", "--verbosity", "quiet"]);
  run("dotnet", ["test", solution, "--configuration", "Release", "--no-build", "--nologo", ...args]);
  if (args.length > 0) return;
  checkScripts();
  await testUnits([]);
  await testEndToEnd([]);
}

/** @param {string[]} args passed on to mocha, such as --grep */
async function testUnits(args) {
  packages();
  // Loaded here, as are others below, because it uses packages that the line before it installs.
  const { unitTests } = await import("./unit.mjs");
  if (unitTests(args) !== 0) fail("Unit tests of the extension failed.");
}

/** @param {string[]} args passed on to mocha, such as --grep */
async function testEndToEnd(args) {
  if (process.platform === "win32") {
    say("NOT RUN: the end-to-end tests drive the server build of VS Code, which does not run on Windows. Run them in WSL.");
    return;
  }
  const vsix = process.env["SEMSEARCH_VSIX"] ?? (await packaged());
  tinyModels();
  const { endToEnd } = await import("../tests/EndToEnd/run.mjs");
  if ((await endToEnd(vsix, args)) !== 0) fail("End-to-end tests failed; artifacts/screenshots and artifacts/e2e-logs show how.");
}

/** Embedding models that are small enough for the end-to-end tests: one of random weights, and one that retrieves well. */
function tinyModels() {
  for (const name of ["tiny-bert", "good"]) {
    const file = join(artifacts, `${name}.gguf`);
    stage(`tinyModel-${name}`, ["tests/Shared/TinyModels", "tests/Benchmarks/Program.cs"], file, () => {
      say(`writing the tiny embedding model ${name}`);
      tool("tests/Benchmarks", ["gguf", name, file]);
    });
  }
}

/** The pictures of the documentation and the walkthrough, by the screenshot of the end-to-end tests that each is made from. */
const picturesOf = {
  "search.png": "search-preview.png",
  "walkthrough-search.png": "search.png",
  "similar.png": "similar-peek.png",
  "walkthrough-similar.png": "similar-hover.png",
  "results.png": "results-expanded.png",
  "walkthrough-status.png": "indexing-status-page.png",
};

function pictures() {
  for (const [picture, screenshot] of Object.entries(picturesOf)) {
    const source = join(artifacts, "screenshots", screenshot);
    if (!existsSync(source)) fail(`${source} is not there. Run npm run test:e2e first.`);
    copyFileSync(source, join(root, "vscode-semantic-search", "media", picture));
  }
}

/** @param {string[]} args for the benchmarks' own command line */
async function bench(args) {
  if (args[0] === "editor") return benchEditor("On a real folder", args.slice(1));
  if (args[0] === "editor-migration") return benchEditor("A change of the model", args.slice(1));
  publish();
  if (args[0] === "migration") return benchMigration(args.slice(1));
  if (args[0] === "shared") return benchShared(args.slice(1));
  if (args[0] === "agent") return benchAgent(args.slice(1));
  tool("tests/Benchmarks", args);
}

/** A change of the model from beginning to end, while questions are asked. @param {string[]} args the folder */
async function benchMigration([folder]) {
  if (!folder) fail("Name a folder with code in it: npm run bench -- migration <folder>");
  const { migrationStory } = await import("../tests/Benchmarks/migrationStory.mjs");
  await migrationStory(folder, executable, (kind, file) => {
    tool("tests/Benchmarks", ["gguf", kind, file]);
  });
}

/** Editor, agent, `semsearch watch` and terminal on one index, the writer killed five times. @param {string[]} args the folder, of which a copy is taken; minutes */
async function benchShared([folder, minutes = "20"]) {
  if (!folder || !(Number(minutes) > 0)) fail("Name a folder with code in it: npm run bench -- shared <folder> [minutes]");
  const { sharedIndex } = await import("../tests/Benchmarks/sharedIndex.mjs");
  await sharedIndex(folder, Number(minutes), executable);
}

/** What an agent's questions cost through `semsearch mcp`, and by grep. @param {string[]} args a folder and questions about it (default: this repository and its own); --transcript <file> */
async function benchAgent(args) {
  const { positionals, values } = parseArgs({ args, allowPositionals: true, options: { transcript: { type: "string" } } });
  const [folder = root, questions = join(root, "tests", "Benchmarks", "agentQuestions.json")] = positionals;
  const { agentSession } = await import("../tests/Benchmarks/agentSession.mjs");
  await agentSession(executable, folder, questions, values.transcript);
}

/** The extension in VS Code on a folder. @param {string} story which benchmark, by its title @param {string[]} args the folder */
async function benchEditor(story, [folder]) {
  if (!folder) fail("Name a folder with code in it: npm run bench -- editor <folder>");
  process.env["SEMSEARCH_BENCH_FOLDER"] = resolve(folder);
  const vsix = process.env["SEMSEARCH_VSIX"] ?? (await packaged());
  const { endToEnd } = await import("../tests/EndToEnd/run.mjs");
  if ((await endToEnd(vsix, ["--grep", story], "bench")) !== 0) fail("The benchmark failed; artifacts/e2e-logs show how.");
}

/** @returns {Promise<string>} this machine's VSIX, made anew where anything in it has changed */
async function packaged() {
  const vsix = join(artifacts, `vscode-semantic-search-${hostTarget}.vsix`);
  // The tests hold the packaged server to this one.
  publish();
  const inputs = [...dotnetInputs, "vscode-semantic-search", "build", "LICENSE", "package-lock.json"];
  await stageAsync("package", inputs, vsix, () => packageExtension([]));
  return vsix;
}

/** @param {string[]} args see package.mjs */
async function packageExtension(args) {
  packages();
  const { packageExtension: make } = await import("./package.mjs");
  make(args, () => {
    native();
    return nativeOut;
  });
}

/** @param {string} project @param {string[]} args */
function tool(project, args) {
  native();
  run("dotnet", ["run", "--project", join(root, project), "--configuration", "Release", "--", ...args]);
}

/** @type {Record<string, (args: string[]) => void | Promise<void>>} */
const tasks = {
  setup,
  build: () => {
    publish();
    say(`semsearch is at ${relative(process.cwd(), executable) || executable}`);
  },
  search: (args) => {
    semsearch(["search", "--path", root, ...args]);
  },
  semsearch,
  test,
  "test:unit": testUnits,
  "test:e2e": testEndToEnd,
  package: packageExtension,
  bench,
  eval: (args) => {
    tool("models/training", ["product", ...args]);
  },
  train: (args) => {
    tool("models/training", args);
  },
  format: () => {
    packages();
    formatScripts();
    run("dotnet", ["format", solution]);
  },
  check: () => {
    packages();
    checkScripts();
    run("dotnet", ["format", solution, "--verify-no-changes"]);
  },
  pictures,
  clean: () => {
    rmSync(artifacts, { recursive: true, force: true });
  },
};

const [name = "", ...rest] = process.argv.slice(2);
const task = tasks[name];
if (!task) fail(`Unknown task '${name}'. Tasks: ${Object.keys(tasks).join(", ")}.`);
await task(rest);
