// Runs inside the extension host: VS Code loads this file instead of a user's actions, calls run(), and closes with its outcome.
import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/** The outcome of one test, told to the outer run through a file. */
export interface HostTest {
  readonly title: string;
  readonly failure?: string;
}

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000 });
  mocha.addFile(variable("SEMSEARCH_HOST_SUITE"));
  await mocha.loadFilesAsync();
  const tests: HostTest[] = [];
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on("pass", (test) => tests.push({ title: test.fullTitle() }))
      .on("fail", (test, error: unknown) =>
        tests.push({ title: test.fullTitle(), failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
      );
  });
  writeFileSync(variable("SEMSEARCH_HOST_RESULTS"), JSON.stringify(tests));
}

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are started by the end-to-end tests.`);
  return value;
}
