// The platforms a VSIX is made for: VS Code's name of each, .NET's name, and what its native libraries are called.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { shippedVariant } from "./llama.mjs";
import { fail } from "./stages.mjs";

/** @typedef {{ name: string, rid: string, executable: string, natives: string[] }} Target */

/** @type {Record<string, string>} */
const runtimes = {
  "linux-x64": "linux-x64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "osx-x64",
  "darwin-arm64": "osx-arm64",
  "win32-x64": "win-x64",
  "win32-arm64": "win-arm64",
};

export const hostTarget = `${process.platform}-${process.arch}`;
export const targetNames = Object.keys(runtimes);

/** @param {string} name @returns {Target} */
export function targetOf(name) {
  const rid = runtimes[name];
  if (!rid) fail(`There is no target '${name}'. Targets: ${targetNames.join(", ")}, all.`);
  const [platform] = name.split("-");
  const [prefix, suffix] = platform === "win32" ? ["", ".dll"] : ["lib", platform === "darwin" ? ".dylib" : ".so"];
  const variant = shippedVariant(name);
  return {
    name,
    rid,
    executable: platform === "win32" ? "semsearch.exe" : "semsearch",
    natives: [
      ...["e_sqlite3", "tree-sitter"].map((library) => `${prefix}${library}${suffix}`),
      ...(variant ? [`llama/${variant}/${prefix}ggml-base${suffix}`] : []),
    ],
  };
}

/**
 * The folder with the target's native libraries: the given one, or what this machine compiles for itself.
 * @param {Target} target @param {string | undefined} given @param {() => string} compile
 */
export function nativesFor(target, given, compile) {
  if (!given && target.name !== hostTarget) {
    fail(
      `${target.name} needs its native libraries (${target.natives.join(", ")}), which are compiled on their own platform, and this is ` +
        `${hostTarget}. Run 'npm run package' on ${target.name}, or pass a folder that has them: --natives <folder>.`,
    );
  }
  const folder = given ?? compile();
  const missing = target.natives.filter((file) => !existsSync(join(folder, file)));
  if (missing.length > 0) {
    fail(`${folder} lacks ${missing.join(" and ")}. Take the folder artifacts/native that 'npm run setup' makes on ${target.name}.`);
  }
  return folder;
}
