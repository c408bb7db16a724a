import type { FolderProgress } from "../wire";

/** Milliseconds after which a rebuild that was never seen indexing counts as done: a small folder is, before its state is told. */
const unseenTime = 1_500;

/** Knows when a rebuild is over from the states that the server tells. */
export class RebuildWatch {
  readonly ended: Promise<void>;
  private finish: () => void = () => undefined;
  private seen = false;
  private settled = true;
  private percent = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.finish = resolve;
    });
  }

  /** The server has taken the request. */
  begun(): void {
    this.timer = setTimeout(() => {
      if (this.settled) this.finish();
      else this.seen = true;
    }, unseenTime);
  }

  /**
   * @param percent Of the folders' work, where it is known.
   * @returns How far it has got since it was told last.
   */
  status(folders: readonly FolderProgress[], percent: number | undefined): number {
    this.settled = !folders.some(({ state }) => state === "indexing");
    if (!this.settled) this.seen = true;
    else if (this.seen) this.finish();
    const advance = Math.max(0, (percent ?? this.percent) - this.percent);
    this.percent += advance;
    return advance;
  }

  /** Whatever the server does. */
  end(): void {
    clearTimeout(this.timer);
    this.finish();
  }
}
