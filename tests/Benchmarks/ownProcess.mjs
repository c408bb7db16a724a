import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Words that no user and no log should ever get to see when processes share an index. */
export const trouble = /database (table )?is locked|SQLITE_BUSY|Exception\b|unhandled|malformed|disk I\/O error/i;

/** One life of a process of ours: what it says on stderr is read for trouble, and an end that nobody asked for is a fault. */
export class OwnProcess {
  /** Whether its end was asked for: what it leaves unanswered then is nobody's fault. */
  ended = false;

  /**
   * @param {string} name for the report
   * @param {string} executable
   * @param {string[]} args
   * @param {NodeJS.ProcessEnv} env
   * @param {(fault: string) => void} tell told of faults
   */
  constructor(name, executable, args, env, tell) {
    this.name = name;
    this.child = spawn(executable, args, { env, stdio: "pipe" });
    this.gone = once(this.child, "exit");
    const orphan = () => this.child.kill("SIGKILL");
    process.once("exit", orphan);
    void this.gone.then(([code, signal]) => {
      process.off("exit", orphan);
      if (!this.ended) tell(`${name} ended by itself (${String(signal ?? code)})`);
    });
    createInterface({ input: this.child.stderr }).on("line", (line) => {
      if (trouble.test(line)) tell(`${name} said: ${line}`);
    });
    // Writing to a process that was just killed is part of the story; that it is gone is told above.
    this.child.stdin.on("error", () => (this.ended ||= this.child.exitCode !== null));
  }

  get pid() {
    return this.child.pid ?? 0;
  }

  /** As nobody can prepare for. */
  async kill() {
    this.ended = true;
    this.child.kill("SIGKILL");
    await this.gone;
  }

  /** As its client ends it, with its input. */
  async end() {
    this.ended = true;
    this.child.stdin.end();
    const patience = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    await this.gone;
    clearTimeout(patience);
  }
}
