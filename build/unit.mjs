// The extension's unit tests: bundled, because Node loads no TypeScript, and run by mocha outside the editor.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { artifacts, filesBelow, root, say } from "./stages.mjs";

const tests = join(root, "vscode-semantic-search", "test");
const bundles = join(artifacts, "unit");

/** @param {string[]} args for mocha, such as --grep @returns {number} mocha's exit code */
export function unitTests(args) {
  say("running the extension's unit tests");
  rmSync(bundles, { recursive: true, force: true });
  buildSync({
    entryPoints: filesBelow(tests).filter((file) => file.endsWith(".test.ts")),
    outdir: bundles,
    outbase: tests,
    outExtension: { ".js": ".cjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const mocha = createRequire(join(root, "package.json")).resolve("mocha/bin/mocha.js");
  const files = filesBelow(bundles).filter((file) => file.endsWith(".test.cjs"));
  const options = ["--enable-source-maps", mocha, "--timeout", "10000", "--forbid-only", "--forbid-pending"];
  return spawnSync(process.execPath, [...options, ...files, ...args], { cwd: root, stdio: "inherit" }).status ?? 1;
}
