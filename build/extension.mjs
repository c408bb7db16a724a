// The extension as one file: TypeScript and the npm packages it uses, bundled, because a VSIX ships no node_modules. Beside it the script and the
// style of its page, which run in a browser.
import { buildSync } from "esbuild";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fail, root } from "./stages.mjs";

export const extensionRoot = join(root, "vscode-semantic-search");

/**
 * Bundles `src/extension.ts` into `dist/extension.js`. Minified is what ships, without a source map: a map would carry every
 * source file along, and errors are reported by the sidecar's log, not by stacks of the thin client.
 * @param {{ minify: boolean }} options
 * @returns {import("esbuild").Metafile} what went into the bundle, for the licence notices
 */
export function bundleExtension({ minify }) {
  const entry = join(extensionRoot, "src", "extension.ts");
  if (!existsSync(entry)) fail(`The extension's entry point ${entry} is missing. Check out the whole repository and run this again.`);
  const dist = join(extensionRoot, "dist");
  bundlePage(dist, minify);
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(dist, "extension.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    // The Node of VS Code 1.101, the oldest editor that the manifest admits.
    target: "node22",
    external: ["vscode"],
    minify,
    sourcemap: !minify,
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

/** Nothing of others is in it, so it has no part in the notices. @param {string} dist @param {boolean} minify */
function bundlePage(dist, minify) {
  const sources = join(extensionRoot, "webview");
  buildSync({
    absWorkingDir: root,
    entryPoints: [join(sources, "modelPage.ts"), join(sources, "modelPage.css")],
    outdir: dist,
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "chrome134",
    minify,
    logLevel: "warning",
  });
}
