import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A temporary folder of one test or one server; what is left of them is removed when the run ends. */
export class Scratch {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "semsearch-e2e-")));

  constructor() {
    scratches.add(this);
  }

  /** Writes a file below the folder and gives its path. */
  write(name: string, text: string): string {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  folder(name: string): string {
    const folder = join(this.path, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  remove(): void {
    scratches.delete(this);
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

const scratches = new Set<Scratch>();
process.on("exit", () => {
  scratches.forEach((one) => {
    one.remove();
  });
});
