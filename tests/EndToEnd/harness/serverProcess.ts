import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { eventually } from "./eventually";

/** A child process with all that it starts, which ends with the test run, however that ends. */
export class ServerProcess {
  private output = "";

  private constructor(private readonly child: ChildProcess) {
    const keep = (text: string): void => void (this.output += text);
    child.stdout?.setEncoding("utf8").on("data", keep);
    child.stderr?.setEncoding("utf8").on("data", keep);
    running.add(this);
  }

  /** Starts a program in a process group of its own, so that extension hosts and sidecars below it can be ended with it. */
  static start(command: string, args: readonly string[], env: NodeJS.ProcessEnv): ServerProcess {
    return new ServerProcess(spawn(command, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] }));
  }

  /** Everything that the process wrote to its standard output and error. */
  get log(): string {
    return this.output;
  }

  get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Runs until the end and gives what was written; throws when the program fails. */
  async result(deadline: number): Promise<string> {
    await eventually("a program to end", () => this.hasEnded, deadline).finally(() => {
      this.kill();
    });
    if (this.child.exitCode !== 0) throw new Error(`${this.child.spawnargs.join(" ")} ended with ${this.child.exitCode}:\n${this.output}`);
    return this.output;
  }

  /** All that this process started, and what those started in turn. */
  descendants(): readonly { readonly id: number; readonly commandLine: string }[] {
    const all = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
      .split("\n")
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .flatMap((found) => (found ? [{ id: Number(found[1]), parent: Number(found[2]), commandLine: found[3] ?? "" }] : []));
    const below = (parent: number): typeof all => all.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.id)]);
    return this.child.pid === undefined ? [] : below(this.child.pid);
  }

  kill(): void {
    running.delete(this);
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

const running = new Set<ServerProcess>();
process.on("exit", () => {
  running.forEach((one) => {
    one.kill();
  });
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === "object") resolve(address.port);
        else reject(new Error("no port"));
      });
    });
  });
}
