// What is in a VSIX, and whether it may be: a list of what ships, so that anything new is a decision and not an accident.
import { readFileSync } from "node:fs";

/** @typedef {import("./targets.mjs").Target} Target */
/** @typedef {{ name: string, mode: number, size: number }} Entry */

const endOfDirectory = 0x06054b50;

/** The central directory of a zip file. @param {string} file @returns {Entry[]} */
export function entriesOf(file) {
  const bytes = readFileSync(file);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end--;
  if (end < 0) throw new Error(`${file} is not a zip file.`);
  /** @type {Entry[]} */
  const entries = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString("utf8", at + 46, at + 46 + nameLength),
      mode: bytes.readUInt32LE(at + 38) >>> 16,
      size: bytes.readUInt32LE(at + 24),
    });
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

const shipped = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/package(\.nls(\.[\w-]+)?)?\.json$/,
  /^extension\/(readme|changelog|NOTICES)\.md$/,
  /^extension\/LICENSE\.txt$/,
  /^extension\/dist\/(extension|modelPage)\.js$/,
  /^extension\/dist\/modelPage\.css$/,
  /^extension\/media\/[\w-]+\.(png|svg|md)$/,
  /^extension\/l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^extension\/server\/(semsearch|semsearch\.exe|createdump|createdump\.exe)$/,
  /^extension\/server\/semsearch\.(deps|runtimeconfig)\.json$/,
  /^extension\/server\/[\w.-]+\.(dll|so|dylib)$/,
  /^extension\/server\/llama\/(cpu|metal)\/(lib)?(ggml|llama)(?!-(common|addon))[\w.-]*\.(dll|so|dylib)$/,
  /^extension\/server\/models\/(manifest\.json|[\w.-]+\.gguf)$/,
];

/** @param {Target} target */
const required = ({ executable, natives }) => [
  "extension/package.json",
  "extension/package.nls.json",
  "extension/readme.md",
  "extension/changelog.md",
  "extension/LICENSE.txt",
  "extension/NOTICES.md",
  "extension/dist/extension.js",
  "extension/dist/modelPage.js",
  "extension/dist/modelPage.css",
  ...[executable, ...natives, "models/manifest.json"].map((file) => `extension/server/${file}`),
];

/**
 * @param {Entry[]} entries @param {Target} target
 * @returns {string[]} what is wrong with the contents, a sentence each
 */
export function complaintsAbout(entries, target) {
  const names = new Set(entries.map(({ name }) => name));
  const { executable } = target;
  const program = entries.find(({ name }) => name === `extension/server/${executable}`);
  return [
    ...entries
      .filter(({ name }) => !shipped.some((pattern) => pattern.test(name)))
      .map(({ name }) => `${name} is not on the list of what ships.`),
    ...required(target)
      .filter((name) => !names.has(name))
      .map((name) => `${name} is missing.`),
    ...(program && !executable.endsWith(".exe") && (program.mode & 0o111) === 0 ? [`${program.name} is not executable.`] : []),
  ];
}
