import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { programs } from "./programs";
import { type OpenOptions, VsCode, type VsCodeOptions } from "./vsCode";
import type { Window } from "./window";

/** What a suite opens its windows with. */
export interface OpenVsCode {
  readonly open: (path: string | null, options?: OpenOptions) => Promise<Window>;
  readonly server: () => VsCode;
}

/**
 * Gives the suite around it one VS Code, started before its first test and ended after its last. Windows are closed after each test;
 * of a test that failed, a picture of each window and all logs are kept.
 * @param options called when the suite begins, so that it may use what an earlier hook made
 */
export function useVsCode(options: () => VsCodeOptions | Promise<VsCodeOptions>): OpenVsCode {
  let running: VsCode | undefined;
  const server = (): VsCode => {
    if (!running) throw new Error("VS Code runs only while the tests of this suite do.");
    return running;
  };

  before("start VS Code", async () => {
    running = await VsCode.start(await options());
  });

  afterEach("close the windows", async function () {
    if (!running) return;
    try {
      const test = this.currentTest;
      if (!test || test.state === "passed") return;
      // A test that is to be run again has no state yet.
      if (test.state !== "failed") process.stdout.write(`      ↻ ${test.title}: failed, and is run again\n`);
      await keepEvidence(running, test.fullTitle());
    } finally {
      await running.closeWindows();
    }
  });

  after("stop VS Code", async () => {
    await running?.stop();
    running = undefined;
  });

  return { open: (path, open) => server().open(path, open), server };
}

async function keepEvidence(vsCode: VsCode, title: string): Promise<void> {
  const name = title.replaceAll(/[^\p{L}\p{N}]+/gu, "-").slice(0, 100);
  const folder = join(programs().artifacts, "e2e-logs", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const number = (index: number): string => (index === 0 ? "" : `-${index + 1}`);
  for (const [index, window] of vsCode.openWindows.entries()) {
    writeFileSync(join(folder, `browser${number(index)}.log`), window.consoleText);
    await window.screenshot(`failed-${name}${number(index)}`);
  }
  vsCode.copyLogs(folder);
}
