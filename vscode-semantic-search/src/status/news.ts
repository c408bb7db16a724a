import type { SidecarState } from "../sidecar";

/** What the user is told about the server's life. */
export type SidecarNews = "restarting" | "givenUp";

/** Decides what is news: the first restart of a session, and every time that it is given up. */
export class SidecarStory {
  private toldOfRestart = false;

  next(state: SidecarState): SidecarNews | undefined {
    if (state === "failed") return "givenUp";
    if (state !== "restarting" || this.toldOfRestart) return undefined;
    this.toldOfRestart = true;
    return "restarting";
  }
}

/** Tells what was not seen yet. */
export class Once {
  private readonly seen = new Set<string>();

  isNew(text: string): boolean {
    if (this.seen.has(text)) return false;
    this.seen.add(text);
    return true;
  }
}
