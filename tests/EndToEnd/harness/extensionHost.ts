import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { HostTest } from "../extensionHost/run";
import { eventually } from "./eventually";
import { programs } from "./programs";
import { VsCode, type VsCodeOptions } from "./vsCode";

/**
 * Runs the bundled suites of tests/EndToEnd/extensionHost inside VS Code's extension host, against the extension as it was installed.
 * They see the `vscode` module, and what the extension exports, and nothing of the screen.
 */
export async function runInExtensionHost(options: VsCodeOptions, path: string, suite: string): Promise<readonly HostTest[]> {
  const bundles = join(programs().artifacts, "e2e", "extensionHost");
  const results = join(bundles, `${suite}.results.json`);
  const vsCode = await VsCode.start({
    ...options,
    env: { ...options.env, SEMSEARCH_HOST_SUITE: join(bundles, `${suite}.host.cjs`), SEMSEARCH_HOST_RESULTS: results },
    serverFlags: ["enable-smoke-test-driver"],
  });
  let exitCode: number | undefined;
  const log: string[] = [];
  try {
    const remote = (file: string): string => `vscode-remote://127.0.0.1:${vsCode.port}${file}`;
    await vsCode.open(path, {
      payload: [
        ["extensionDevelopmentPath", remote(vsCode.installedExtension)],
        ["extensionTestsPath", remote(join(bundles, "run.cjs"))],
        ["skipWelcome", "true"],
      ],
      prepare: async (context) => {
        await context.exposeFunction("codeAutomationLog", (_type: string, args: unknown[]) => void log.push(args.join(" ")));
        await context.exposeFunction("codeAutomationExit", (code: number) => void (exitCode = code));
      },
    });
    await eventually("the extension host's tests to end", () => exitCode !== undefined, 120_000);
    return JSON.parse(readFileSync(results, "utf8")) as readonly HostTest[];
  } catch (error) {
    throw new Error(`The extension host gave no results (exit code ${exitCode}).\n${log.join("\n")}`, { cause: error });
  } finally {
    await vsCode.stop();
  }
}

/** Fails with what each failed test said; says which tests passed. */
export function report(tests: readonly HostTest[]): void {
  for (const { title, failure } of tests) process.stdout.write(`      ${failure === undefined ? "✔" : "✘"} ${title}\n`);
  const failures = tests.filter((test) => test.failure !== undefined);
  if (failures.length > 0) throw new Error(failures.map(({ title, failure }) => `${title}\n${failure}`).join("\n\n"));
  if (tests.length === 0) throw new Error("The extension host ran no test.");
}
