import type { Situation } from "../../src/status/summary";
import type { FolderProgress, ModelBuild, ModelChange } from "../../src/wire";

export function folder(state: FolderProgress["state"], more: Partial<FolderProgress> = {}): FolderProgress {
  return {
    path: "/code/app",
    name: "app",
    state,
    reason: "",
    degraded: false,
    filesDone: 0,
    filesTotal: 0,
    model: null,
    change: null,
    alerts: [],
    ...more,
  };
}

export function chosen(state: ModelBuild["state"], more: Partial<ModelBuild> = {}): ModelBuild {
  return { id: "nomic-embed-text-v1.5", state, reason: "", chunksDone: 0, chunksTotal: 0, secondsLeft: null, ...more };
}

export function change(stage: ModelChange["stage"], more: Partial<ModelChange> = {}): ModelChange {
  return { stage, candidate: "model-b", share: 0, ...more };
}

export function situation(folders: readonly FolderProgress[], more: Partial<Situation> = {}): Situation {
  return { sidecar: "running", sidecarReason: "", folders, trusted: true, ...more };
}
