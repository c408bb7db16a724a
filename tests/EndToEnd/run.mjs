// The runner of the end-to-end tests: bundles them, installs what they drive, and hands both to mocha.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { artifacts, root, say } from "../../build/stages.mjs";
import { installVsCode } from "../../build/vscode.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const bundles = join(artifacts, "e2e");

/**
 * @param {string} vsix the packaged extension @param {string[]} args for mocha, such as --grep
 * @param {"test" | "bench"} kind which of the files are run
 * @returns {Promise<number>} mocha's exit code
 */
export async function endToEnd(vsix, args, kind = "test") {
  const programs = { ...installVsCode(), artifacts, vsix };
  await bundle();
  for (const name of ["screenshots", "e2e-logs"]) {
    rmSync(join(artifacts, name), { recursive: true, force: true });
    mkdirSync(join(artifacts, name), { recursive: true });
  }
  say("driving VS Code");
  const mocha = createRequire(join(root, "package.json")).resolve("mocha/bin/mocha.js");
  const options = [
    "--enable-source-maps",
    mocha,
    "--timeout",
    kind === "test" ? "180000" : "1800000",
    "--slow",
    "20000",
    "--forbid-only",
    "--forbid-pending",
  ];
  const tests = readdirSync(bundles)
    .filter((name) => name.endsWith(`.${kind}.cjs`))
    .map((name) => join(bundles, name));
  const result = spawnSync(process.execPath, [...options, ...tests, ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, SEMSEARCH_E2E: JSON.stringify(programs) },
  });
  return result.status ?? 1;
}

/** One file for each test file, and one for each suite of the extension host, which loads no TypeScript. */
async function bundle() {
  rmSync(bundles, { recursive: true, force: true });
  const inside = join(here, "extensionHost");
  const entryPoints = [
    ...readdirSync(here)
      .filter((name) => /\.(test|bench)\.ts$/.test(name))
      .map((name) => join(here, name)),
    ...readdirSync(inside)
      .filter((name) => name.endsWith(".ts"))
      .map((name) => join(inside, name)),
  ];
  await build({
    entryPoints,
    outdir: bundles,
    outbase: here,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    packages: "external",
    external: ["vscode"],
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    logLevel: "warning",
  });
}
