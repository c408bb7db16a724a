import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { programs } from "./harness/programs";
import { Scratch } from "./harness/scratch";

const questions = [
  "where are ignore rules applied",
  "parse a date",
  "class with a constructor",
  "sum of two numbers",
  "getUserName",
  "select rows",
];

/** What tells the time. */
const varying = /^\s*indexed \d.*$|"tookMs":[\d.]+,?/gm;

// The server in the package is trimmed: what is not seen to be used is cut away. Whatever was cut too much shows here, language by language.
describe("The packaged server", () => {
  const scratch = new Scratch();
  const sources = join(scratch.path, "fixtures ü 日本");
  const files: string[] = [];

  before(() => {
    cpSync(join(programs().artifacts, "..", "tests", "fixtures", "chunking"), sources, { recursive: true });
    files.push(
      ...readdirSync(sources, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name)),
    );
  });
  after(() => {
    scratch.remove();
  });

  const run = (executable: string, home: string, ...args: readonly string[]): string =>
    execFileSync(executable, args, { cwd: sources, env: { ...process.env, SEMSEARCH_HOME: home }, encoding: "utf8" }).replaceAll(
      varying,
      "",
    );

  const everything = (executable: string, home: string): readonly string[] => [
    run(executable, home, "index", sources, "--json"),
    ...files.map((file) => run(executable, home, "why", file, "--path", sources)),
    ...questions.map((question) => run(executable, home, "search", question, "--path", sources, "--explain", "--json")),
    run(executable, home, "similar", `${files.find((file) => file.endsWith(".py"))}:1-20`, "--path", sources, "--json"),
  ];

  it("chunks every language and answers every question as the untrimmed one does", () => {
    const name = process.platform === "win32" ? "semsearch.exe" : "semsearch";
    const packaged = everything(join(programs().server, name), join(scratch.path, "packaged"));
    const untrimmed = everything(join(programs().artifacts, "semsearch", name), join(scratch.path, "untrimmed"));

    assert.ok(files.length > 20, "The fixtures are not there.");
    assert.deepEqual(packaged, untrimmed);
    assert.match(run(join(programs().server, name), join(scratch.path, "packaged"), "doctor", "--path", sources), /grammars/i);
  }).timeout(300_000);
});
