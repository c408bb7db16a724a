// Format and lint of everything that is not C#.
import { createRequire } from "node:module";
import { join } from "node:path";
import { root, run, say } from "./stages.mjs";

const resolve = createRequire(join(root, "package.json")).resolve;
const sources = ["vscode-semantic-search/{src,test,webview}/**/*.ts", "tests/EndToEnd/**/*.{ts,mjs}", "build/**/*.mjs", "*.mjs"];
/** Formatted, and type-checked where build/ imports them. */
const benchmarks = "tests/Benchmarks/*.{mjs,json}";
const styles = "vscode-semantic-search/webview/*.css";

/** Writes files as they should look, and corrects what eslint can correct. */
export function formatScripts() {
  prettier("--write", "--log-level=warn");
  eslint("--fix");
}

/** Ends the task where a file looks otherwise, does not compile, or breaks a rule. */
export function checkScripts() {
  say("checking format, types and rules of TypeScript and the build scripts");
  prettier("--check", "--log-level=warn");
  const tsc = resolve("typescript/bin/tsc");
  for (const project of [".", "vscode-semantic-search", "vscode-semantic-search/webview", "tests/EndToEnd"])
    run(process.execPath, [tsc, "--project", join(root, project)]);
  eslint();
}

/** @param {string[]} options */
function prettier(...options) {
  run(process.execPath, [
    resolve("prettier/bin/prettier.cjs"),
    ...options,
    "--no-error-on-unmatched-pattern",
    ...sources,
    benchmarks,
    styles,
  ]);
}

/** @param {string[]} options */
function eslint(...options) {
  // Its program file is not among its exports.
  const program = join(root, "node_modules", "eslint", "bin", "eslint.js");
  run(process.execPath, [program, ...options, "--max-warnings=0", "--no-error-on-unmatched-pattern", ...sources]);
}
