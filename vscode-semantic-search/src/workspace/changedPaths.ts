/** Gathers paths that change together ("Save All", a renamed folder) into one message, sent before the editor does anything else. */
export class ChangedPaths {
  private paths = new Set<string>();

  constructor(private readonly send: (paths: readonly string[]) => void) {}

  add(...paths: readonly string[]): void {
    if (this.paths.size === 0 && paths.length > 0) queueMicrotask(this.flush);
    for (const path of paths) this.paths.add(path);
  }

  private readonly flush = (): void => {
    const paths = [...this.paths];
    this.paths = new Set();
    this.send(paths);
  };
}
