// llama.cpp's shared libraries, prebuilt for every platform inside npm packages; which package a platform takes, and what of it is wanted.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, say } from "./stages.mjs";

/** npm's package and our name of the variant, by VS Code's name of the platform. @type {Record<string, { package: string, variant: string }>} */
const builds = {
  "linux-x64": { package: "linux-x64", variant: "cpu" },
  "linux-arm64": { package: "linux-arm64", variant: "cpu" },
  "darwin-x64": { package: "mac-x64", variant: "cpu" },
  "darwin-arm64": { package: "mac-arm64-metal", variant: "metal" },
  "win32-x64": { package: "win-x64", variant: "cpu" },
  "win32-arm64": { package: "win-arm64", variant: "cpu" },
};

/** The build that ships with a platform. @param {string} platform VS Code's name @returns {string | undefined} undefined where llama.cpp has none */
export const shippedVariant = (platform) => builds[platform]?.variant;

/** The addon for Node and the library of llama.cpp's own programs stay behind. @param {string} file */
export const isWanted = (file) => /^(lib)?(ggml|llama)[\w.-]*\.(so|dylib|dll)$/.test(file) && !/llama-(common|addon)/.test(file);

/**
 * Puts this platform's libraries into llama/<variant> below a folder.
 * @param {string} platform VS Code's name @param {string} folder
 */
export function copyLlama(platform, folder) {
  const build = builds[platform];
  const source = build && join(root, "node_modules", "@node-llama-cpp", build.package, "bins", build.package);
  if (!build || !source || !existsSync(source)) {
    say(`llama.cpp has no build for ${platform}: the bundled model will be the only one`);
    return;
  }
  const target = join(folder, "llama", build.variant);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of readdirSync(source).filter(isWanted)) copyFileSync(join(source, file), join(target, file));
}
