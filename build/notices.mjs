// The licence notices of everything a VSIX ships, gathered from the shipped things themselves. A component whose licence text is not
// found ends the build: better no package than one that may not be passed on.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fail, root } from "./stages.mjs";

/** @typedef {{ name: string, version: string, licence: string, copyright: string, texts: string[] }} Component */

const licenceFile = /^(licen[cs]e|copying)([.-].*)?$/i;
// Roslyn's are in RTF and repeat the MIT licence only, so text formats are enough.
const noticesFile = /^third-?party-?notices(\.txt|\.md)?$/i;

/** @param {string} folder @param {RegExp} name */
function textsIn(folder, name) {
  return readdirSync(folder)
    .filter((file) => name.test(file))
    .map((file) =>
      readFileSync(join(folder, file), "utf8")
        .replace(/^\uFEFF/, "")
        .replaceAll("\r\n", "\n")
        .trim(),
    );
}

/** The licence texts that server/native/NOTICES.md carries, by SPDX name: packages often name a licence without its text. */
function knownLicences() {
  const sections = readFileSync(join(root, "server", "native", "NOTICES.md"), "utf8")
    .split(/^## /m)
    .slice(1);
  return new Map(sections.map((section) => [section.slice(0, section.indexOf("\n")).trim(), section.slice(section.indexOf("\n")).trim()]));
}

/** @param {string} nuspec @param {string} element */
function valueOf(nuspec, element) {
  return new RegExp(`<${element}(?:\\s[^>]*)?>([^<]*)</${element}>`).exec(nuspec)?.[1]?.trim() ?? "";
}

/**
 * @param {string} packageRoot NuGet's folder of unpacked packages @param {string} name @param {string} version
 * @returns {Component}
 */
function nugetComponent(packageRoot, name, version) {
  const id = name.toLowerCase();
  const folder = join(packageRoot, id, version.toLowerCase());
  const file = join(folder, `${id}.nuspec`);
  if (!existsSync(file))
    fail(`The NuGet package ${name} ${version} is shipped but not unpacked at ${folder}. Restore it and package again.`);
  const nuspec = readFileSync(file, "utf8");
  const licence = valueOf(nuspec, "license");
  const own = textsIn(folder, licenceFile);
  const known = knownLicences().get(licence);
  const texts = own.length > 0 ? own : known ? [known] : [];
  return {
    name,
    version,
    licence,
    copyright: valueOf(nuspec, "copyright"),
    texts: requireText(name, texts).concat(textsIn(folder, noticesFile)),
  };
}

/**
 * The NuGet packages and the runtime of a self-contained publish, as its dependency file names them.
 * @param {string} depsFile @param {string} packageRoot @returns {Component[]}
 */
export function nugetComponents(depsFile, packageRoot) {
  /** @type {{ libraries: Record<string, { type: string }> }} */
  const { libraries } = JSON.parse(readFileSync(depsFile, "utf8"));
  return Object.entries(libraries)
    .filter(([, { type }]) => type !== "project")
    .map(([key]) => key.replace(/^runtimepack\./, "").split("/"))
    .map(([name = "", version = ""]) => nugetComponent(packageRoot, name, version));
}

/**
 * The npm packages in a bundle.
 * @param {import("esbuild").Metafile} metafile @returns {Component[]}
 */
export function npmComponents(metafile) {
  const folders = Object.keys(metafile.inputs).map((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  return [...new Set(folders)]
    .filter((folder) => folder !== undefined)
    .sort()
    .map((folder) => {
      /** @type {{ name: string, version: string, license?: string }} */
      const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      const texts = requireText(name, textsIn(join(root, folder), licenceFile)).concat(textsIn(join(root, folder), noticesFile));
      return { name, version, licence: license ?? "see below", copyright: "", texts };
    });
}

/** @param {string} name @param {string[]} texts */
function requireText(name, texts) {
  if (texts.length === 0)
    fail(`No licence text was found for ${name}, which is shipped. Add its text to server/native/NOTICES.md, or ship without it.`);
  return texts;
}

/** @param {string} markdown two levels lower, to stand inside this document */
function nested(markdown) {
  return markdown.replace(/^(#+ )/gm, "##$1").trim();
}

/** @param {Component[]} components @returns {string} the whole document; equal texts appear once, under all their owners */
export function noticesOf(components) {
  const rows = components.map(({ name, version, licence, copyright }) => `| ${name} | ${version} | ${licence} | ${copyright} |`);
  /** @type {Map<string, string[]>} */
  const owners = new Map();
  for (const { name, texts } of components) {
    for (const text of texts) owners.set(text, [...(owners.get(text) ?? []), name]);
  }
  const texts = [...owners].map(([text, names]) => `### ${names.join(", ")}\n\n~~~~text\n${text}\n~~~~`);
  return [
    "# Notices of third parties",
    "Semantic Search ships with the works below, each under its own licence. This file is generated when the extension is packaged.",
    "## Libraries and the .NET runtime",
    ["| Work | Version | Licence | Copyright |", "|---|---|---|---|", ...rows].join("\n"),
    ...texts,
    "## Native libraries",
    nested(readFileSync(join(root, "server", "native", "NOTICES.md"), "utf8").replace(/^# .*\n/, "")),
    "## The bundled model",
    nested(readFileSync(join(root, "models", "bundled", "README.md"), "utf8").replace(/^# .*\n/, "")),
    "",
  ].join("\n\n");
}
