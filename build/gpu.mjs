// `npm run setup -- --gpu <build>`: llama.cpp for a graphics card, from the npm packages beside the ones that ship. Some are large, so
// they are fetched when somebody asks, each held to the hash that is written here.
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { isWanted } from "./llama.mjs";
import { artifacts, fail, run, say } from "./stages.mjs";

/** The same as of the packages that ship, in package.json. */
const version = "3.21.1";

/** @type {Record<string, { megabytes: number, sha512: string }>} */
const packages = {
  "linux-x64-cuda": {
    megabytes: 143,
    sha512: "idsE55VoD/FbvLhnBC9krUJaUoC0XnebseAAnCpm/brKf61HEbu+idgbb5eN6mxkjLSrHtILprJ0nDcUJjVrFg==",
  },
  "linux-x64-cuda-ext": {
    megabytes: 177,
    sha512: "1PuURowccBcks3CCoMe1mTHh5vD0V5bFHMUEgtbI/OSDjpP+Pdbn+lf42CGUrepTzR8kCH1HovQ7d8q6/vuIKA==",
  },
  "linux-x64-vulkan": {
    megabytes: 27,
    sha512: "flEeSzONQ6OIm5bYKLQf4eEnBzcC5WugFbyPUwkCqyyOFZ8pH0H9ulQ7ZNDLSIczeKneMRJornlyY1Hq7d3GDA==",
  },
  "win-x64-cuda": {
    megabytes: 139,
    sha512: "PLz70neFEMkQTlmJqG1ujUtCSgHasLPMxQ9rLkqQVmZYAXqkRj+45TIHCjdn3XqUeaoun0vrO9rRaxZ8NVq9jg==",
  },
  "win-x64-cuda-ext": {
    megabytes: 175,
    sha512: "L2MxLVEYPDDe4O8EDWPmX6brldc9+Vt9hNoT/anj3pSnmrjkQcmaoKhHs6oP5qhEhb5Uog0rj6lgzNGtJO3p9Q==",
  },
  "win-x64-vulkan": {
    megabytes: 27,
    sha512: "HJ237Azh5m4Sz+w3A1IU/fYLaSDOocskcfn2ILTgqTuuORCB86EMnu3Yt/XsNhRHTtEiwz1Q/E0mO4PLIbZLAA==",
  },
};

/**
 * The packages of each build, the later ones' files over the earlier ones'; by VS Code's name of the platform.
 * cuda is for CUDA 13 and cards since 2020 (Ampere); cuda12 for CUDA 12 and cards since 2014 (Maxwell).
 * @type {Record<string, Record<string, string[]>>}
 */
const builds = {
  "linux-x64": { cuda: ["linux-x64-cuda"], cuda12: ["linux-x64-cuda", "linux-x64-cuda-ext"], vulkan: ["linux-x64-vulkan"] },
  "win32-x64": { cuda: ["win-x64-cuda"], cuda12: ["win-x64-cuda", "win-x64-cuda-ext"], vulkan: ["win-x64-vulkan"] },
};

/**
 * Puts a build for graphics cards into llama/<build> below a folder.
 * @param {string} platform VS Code's name @param {string} build @param {string} folder
 */
export function installGpuBuild(platform, build, folder) {
  const offered = builds[platform];
  if (!offered) fail(`llama.cpp has no separate build for graphics cards on ${platform}; on Apple silicon the one that ships uses Metal.`);
  const names = offered[build];
  if (!names) fail(`There is no build '${build}' of llama.cpp for ${platform}. Builds: ${Object.keys(offered).join(", ")}.`);

  const downloads = join(artifacts, "obj", "gpu");
  const target = join(folder, "llama", build);
  rmSync(downloads, { recursive: true, force: true });
  const sources = names.map((name) => unpacked(name, join(downloads, name)));
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const source of sources) copyLibraries(source, target);
  rmSync(downloads, { recursive: true });
  say(`llama.cpp for ${build} is at ${relative(process.cwd(), target)}; 'npm run build' puts it beside semsearch`);
}

/** @param {string} name @param {string} folder to work in @returns {string} the folder with the libraries of a package, once its hash is seen to be right */
function unpacked(name, folder) {
  const { megabytes, sha512 } = packages[name] ?? fail(`${name} has no hash in build/gpu.mjs.`);
  say(`fetching @node-llama-cpp/${name} ${version} (${megabytes} MB)`);
  mkdirSync(folder, { recursive: true });
  // One string for the shell, because npm is a .cmd file on Windows, which only a shell starts.
  run(`npm pack @node-llama-cpp/${name}@${version} --loglevel=error`, [], { shell: true, quiet: true, cwd: folder });
  const archive = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (!archive) fail(`npm left no package in ${folder}.`);
  const hash = createHash("sha512")
    .update(readFileSync(join(folder, archive)))
    .digest("base64");
  if (hash !== sha512) fail(`${join(folder, archive)} is not the package that was pinned (its SHA-512 is ${hash}). Nothing was installed.`);
  run("tar", ["-xzf", archive], { cwd: folder, quiet: true });
  return join(folder, "package", "bins", name.replace(/-ext$/, ""));
}

/** @param {string} source @param {string} target */
function copyLibraries(source, target) {
  for (const folder of [source, join(source, "fallback")].filter((path) => existsSync(path))) {
    for (const file of readdirSync(folder).filter(isWanted)) copyFileSync(join(folder, file), join(target, file));
  }
}
