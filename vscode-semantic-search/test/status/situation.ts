import type { Situation } from "../../src/status/summary";
import type { FolderProgress } from "../../src/wire";

export function folder(state: FolderProgress["state"], more: Partial<FolderProgress> = {}): FolderProgress {
  return { path: "/code/app", name: "app", state, reason: "", degraded: false, filesDone: 0, filesTotal: 0, model: null, ...more };
}

export function situation(folders: readonly FolderProgress[], more: Partial<Situation> = {}): Situation {
  return { sidecar: "running", sidecarReason: "", folders, trusted: true, ...more };
}
