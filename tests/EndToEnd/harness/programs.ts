import { existsSync } from "node:fs";

/** What the runner installed and built, handed over in the environment because mocha stands between the two. */
export interface Programs {
  readonly node: string;
  readonly serverEntry: string;
  readonly chromium: string;
  /** Where the packaged extension should be. */
  readonly vsix: string;
  /** Folder of the server that is in it. */
  readonly server: string;
  /** The repository's artifacts folder: bundled tests are below it, screenshots and logs go there. */
  readonly artifacts: string;
}

export function programs(): Programs {
  const json = process.env["SEMSEARCH_E2E"];
  if (!json) throw new Error("Run the end-to-end tests with `npm run test:e2e`, which installs VS Code and says where it is.");
  return JSON.parse(json) as Programs;
}

/** The packaged extension, which has to be there. */
export function packagedExtension(): string {
  const { vsix } = programs();
  if (!existsSync(vsix)) throw new Error(`${vsix} is not there. Make it with \`npm run package\`, or name another in SEMSEARCH_VSIX.`);
  return vsix;
}
