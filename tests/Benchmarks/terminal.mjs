import { execFile } from "node:child_process";

/** Commands as a user gives them in a terminal. */
export class Terminal {
  name = "terminal (search)";
  isAlive = true;

  /** @param {string} executable @param {NodeJS.ProcessEnv} env @param {string} folder */
  constructor(executable, env, folder) {
    this.executable = executable;
    this.env = env;
    this.folder = folder;
  }

  /** A look at what the others keep up to date. @param {string} query @param {number} limit @returns {Promise<import("./editorClient.mjs").Answer>} */
  async search(query, limit) {
    const { stdout, stderr, code } = await this.run("search", query, "--no-update", "--json", "-k", String(limit), "--path", this.folder);
    // 1 is the answer "nothing found".
    if (code > 1) throw new Error(stderr);
    const hits = JSON.parse(stdout).results.map((/** @type {any} */ hit) => ({ ...hit, text: hit.snippet }));
    return { hits, said: stderr };
  }

  /** @param {string[]} args @returns {Promise<{ stdout: string, stderr: string, code: number }>} */
  run(...args) {
    return new Promise((resolve, reject) => {
      const child = execFile(this.executable, args, { env: this.env, maxBuffer: 1 << 26 }, (failure, stdout, stderr) => {
        if (failure && child.exitCode === null) reject(failure);
        else resolve({ stdout, stderr, code: child.exitCode ?? 0 });
      });
    });
  }
}
