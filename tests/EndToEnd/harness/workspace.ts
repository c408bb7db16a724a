import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Scratch } from "./scratch";

/** A folder that a test opens and changes behind VS Code's back, as another program would. */
export class Workspace {
  private readonly scratch = new Scratch();

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) this.write(name, text);
  }

  /** A .code-workspace file over several folders, which lies in the first one's parent. */
  static overFolders(...folders: readonly Workspace[]): string {
    return new Scratch().write("several.code-workspace", JSON.stringify({ folders: folders.map((folder) => ({ path: folder.path })) }));
  }

  get path(): string {
    return this.scratch.path;
  }

  write(name: string, text: string): string {
    return this.scratch.write(name, text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), "utf8");
  }

  rename(from: string, to: string): void {
    renameSync(join(this.path, from), join(this.path, to));
  }

  delete(name: string): void {
    rmSync(join(this.path, name), { recursive: true });
  }

  /** Makes the folder a repository, if it is none, and commits everything. */
  commit(message: string): void {
    if (!existsSync(join(this.path, ".git"))) this.git("init", "--quiet", "--initial-branch=main");
    this.git("add", "--all");
    this.git("commit", "--quiet", "--message", message);
  }

  git(...args: readonly string[]): string {
    const identity = ["-c", "user.name=Tester", "-c", "user.email=tester@example.invalid", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...identity, ...args], { cwd: this.path, encoding: "utf8" });
  }

  remove(): void {
    this.scratch.remove();
  }
}
