// `npm run package`: a VSIX for each platform, with everything it needs to run offline. Staged in a folder of its own, so that
// exactly what is put there ships, whatever else lies in the working tree.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundleExtension, extensionRoot } from "./extension.mjs";
import { noticesOf, npmComponents, nugetComponents } from "./notices.mjs";
import { artifacts, fail, filesBelow, root, run, say } from "./stages.mjs";
import { hostTarget, nativesFor, targetNames, targetOf } from "./targets.mjs";
import { complaintsAbout, entriesOf } from "./vsix.mjs";

/** @typedef {import("./targets.mjs").Target} Target */

/**
 * @param {string[]} args `--target <name>|all`, `--natives <folder>`
 * @param {() => string} compileNatives makes this machine's native libraries and says where they are
 */
export function packageExtension(args, compileNatives) {
  const { target = hostTarget, natives } = optionsOf(args);
  const names = target === "all" ? targetNames : [target];
  if (natives && names.length > 1) fail("--natives goes with one --target.");
  for (const name of names) packageFor(targetOf(name), natives ? resolve(natives) : undefined, compileNatives);
}

/** @param {string[]} args */
function optionsOf(args) {
  try {
    return parseArgs({ args, options: { target: { type: "string" }, natives: { type: "string" } } }).values;
  } catch (error) {
    fail(`${error instanceof Error ? error.message : String(error)} Usage: npm run package [-- --target <name>|all] [--natives <folder>]`);
  }
}

/** @param {Target} target @param {string | undefined} natives @param {() => string} compileNatives */
function packageFor(target, natives, compileNatives) {
  const folder = nativesFor(target, natives, compileNatives);
  const staging = join(artifacts, "package", target.name);
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });

  const metafile = stageExtension(staging);
  const server = join(staging, "server");
  publishServer(target, folder, server);
  const components = [...nugetComponents(join(server, "semsearch.deps.json"), nugetPackages()), ...npmComponents(metafile)];
  writeFileSync(join(staging, "NOTICES.md"), noticesOf(components));
  refusePathsOfThisMachine(staging);

  const vsix = join(artifacts, `vscode-semantic-search-${target.name}.vsix`);
  pack(staging, target, vsix);
  const complaints = complaintsAbout(entriesOf(vsix), target);
  if (complaints.length > 0) {
    rmSync(vsix);
    fail(`The VSIX for ${target.name} is not as it should be, and was removed:\n  ${complaints.join("\n  ")}`);
  }
  say(`${relative(process.cwd(), vsix)} (${(statSync(vsix).size / 1e6).toFixed(1)} MB)`);
}

/** @param {string} staging */
function stageExtension(staging) {
  say("bundling the extension");
  const metafile = bundleExtension({ minify: true });
  for (const name of [
    "package.json",
    "package.nls.json",
    "README.md",
    "CHANGELOG.md",
    "dist/extension.js",
    "dist/modelPage.js",
    "dist/modelPage.css",
    "media",
  ]) {
    const source = join(extensionRoot, name);
    if (!existsSync(source))
      fail(`${source} is missing, and the extension ships with it. Check out the whole repository and run this again.`);
    cpSync(source, join(staging, name), { recursive: true });
  }
  cpSync(join(root, "LICENSE"), join(staging, "LICENSE"));
  return metafile;
}

/** The settings of this publish are in the project file, under SelfContained. @param {Target} target @param {string} natives @param {string} output */
function publishServer(target, natives, output) {
  say(`publishing semsearch for ${target.name} (about a minute)`);
  run("dotnet", [
    "publish",
    join(root, "server", "SemanticSearch.Server"),
    "--configuration",
    "Release",
    "--runtime",
    target.rid,
    "--self-contained",
    // Apart from the developer's build, so that neither makes the other compile anew.
    "--artifacts-path",
    join(artifacts, "obj", "package"),
    // In every project: symbols would ship the paths of this machine.
    "-p:DebugType=none",
    `-p:NativeArtifacts=${natives}/`,
    // Hundreds of megabytes for some; whoever wants them sets them up.
    "-p:WithoutGpuBuilds=true",
    "--output",
    output,
    "--nologo",
    "--verbosity",
    "quiet",
  ]);
  // The notices beside the executable are part of NOTICES.md at the top.
  rmSync(join(output, "NOTICES.md"));
}

/** @returns {string} where NuGet unpacks packages on this machine */
function nugetPackages() {
  const { stdout } = spawnSync("dotnet", ["nuget", "locals", "global-packages", "--list", "--force-english-output"], { encoding: "utf8" });
  const folder = /^global-packages:\s*(.+)$/m.exec(stdout)?.[1]?.trim();
  if (!folder) fail("'dotnet nuget locals global-packages --list' named no folder, so licences cannot be gathered. Check the .NET SDK.");
  return folder;
}

/** @param {string} staging */
function refusePathsOfThisMachine(staging) {
  const tellingFiles = filesBelow(staging).filter((file) => readFileSync(file).includes(root));
  if (tellingFiles.length > 0) {
    fail(`These files name this machine's folder ${root}: ${tellingFiles.map((file) => relative(staging, file)).join(", ")}.`);
  }
}

/** @param {string} staging @param {Target} target @param {string} vsix */
function pack(staging, target, vsix) {
  say("packing");
  const vsce = createRequire(join(root, "package.json")).resolve("@vscode/vsce/vsce");
  run(
    process.execPath,
    [
      vsce,
      "package",
      "--no-dependencies",
      "--target",
      target.name,
      "--out",
      vsix,
      "--allow-missing-repository",
      "--no-rewrite-relative-links",
    ],
    { cwd: staging, quiet: true },
  );
}
