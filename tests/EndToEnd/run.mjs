// The runner of the end-to-end tests: bundles them, installs what they drive, and hands both to mocha.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { artifacts, root, say } from "../../build/stages.mjs";
import { hostTarget } from "../../build/targets.mjs";
import { installVsCode } from "../../build/vscode.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const bundles = join(artifacts, "e2e");
const testBundle = join(bundles, "tests.cjs");

/**
 * @param {string} vsix the packaged extension @param {string[]} args for mocha, such as --grep
 * @param {"test" | "bench"} kind which of the files are run
 * @returns {Promise<number>} mocha's exit code
 */
export async function endToEnd(vsix, args, kind = "test") {
  const programs = { ...installVsCode(), artifacts, vsix, server: join(artifacts, "package", hostTarget, "server") };
  await bundle(kind);
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
    // A person runs a test again that failed while the machine was busy. In CI nobody does; what failed once is named, and its evidence kept.
    "--retries",
    process.env["CI"] ? "1" : "0",
  ];
  const result = spawnSync(process.execPath, [...options, testBundle, ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, SEMSEARCH_E2E: JSON.stringify(programs) },
  });
  return result.status ?? 1;
}

/**
 * All tests in one file, so that they share one harness; and one for each suite of the extension host, which loads no TypeScript.
 * @param {"test" | "bench"} kind
 */
async function bundle(kind) {
  rmSync(bundles, { recursive: true, force: true });
  const inside = join(here, "extensionHost");
  const tests = readdirSync(here).filter((name) => name.endsWith(`.${kind}.ts`));
  const hosted = readdirSync(inside).filter((name) => name.endsWith(".ts"));
  /** @type {import("esbuild").BuildOptions} */
  const options = {
    bundle: true,
    packages: "external",
    external: ["vscode"],
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    logLevel: "warning",
    outExtension: { ".js": ".cjs" },
  };
  const contents = tests.map((name) => `import "./${name}";`).join("\n");
  await build({ ...options, stdin: { contents, resolveDir: here, loader: "ts" }, outfile: testBundle });
  await build({ ...options, entryPoints: hosted.map((name) => join(inside, name)), outdir: bundles, outbase: here });
}
