import { execFile } from "node:child_process";

/** Commands as a user gives them in a terminal. */
export class Terminal {
  /** @param {string} executable @param {NodeJS.ProcessEnv} env @param {string} folder */
  constructor(executable, env, folder) {
    this.executable = executable;
    this.env = env;
    this.folder = folder;
  }

  /** A look at what the others keep up to date. @param {string} query @param {number} limit @returns {Promise<import("./editorClient.mjs").Answer>} */
  async search(query, limit) {
    const { stdout, stderr } = await this.run("search", query, "--no-update", "--json", "--limit", String(limit), "--path", this.folder);
    const hits = JSON.parse(stdout).results.map((/** @type {any} */ hit) => ({ ...hit, text: hit.snippet }));
    return { hits, said: stderr };
  }

  /** @param {string[]} args @returns {Promise<{ stdout: string, stderr: string }>} */
  run(...args) {
    return new Promise((resolve, reject) => {
      execFile(this.executable, args, { env: this.env, maxBuffer: 1 << 26 }, (failure, stdout, stderr) => {
        // 1 is the answer "nothing found".
        if (failure && failure.code !== 1) reject(new Error(`semsearch ${args[0]}: ${stderr || failure.message}`));
        else resolve({ stdout, stderr });
      });
    });
  }
}
