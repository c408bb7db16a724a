import type { ModelInfo } from "../../src/wire";

/** A model that can be downloaded, to change for a test. */
export function model(changes: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id: "nomic-embed-code",
    place: "missing",
    sizeBytes: 4_380_000_000,
    dimensions: 3584,
    licence: "Apache-2.0",
    trainedFor: "code in six languages",
    path: null,
    ...changes,
  };
}
