import type { ComparisonResult, EstimateResult, Interval, MigrationResult } from "../../src/wire";

/** A change from A to B, to be changed for a test. */
export function migration(stage: MigrationResult["stage"], more: Partial<MigrationResult> = {}): MigrationResult {
  const isOver = stage === "none" || stage === "ended";
  return {
    stage,
    active: stage === "promoted" ? "model-b" : "model-a",
    candidate: isOver ? null : "model-b",
    baseline: isOver ? null : "model-a",
    share: 0,
    automatic: false,
    paused: false,
    reason: "",
    since: null,
    chunksDone: 0,
    chunksTotal: 0,
    secondsLeft: null,
    baselineFigures: null,
    candidateFigures: null,
    errors: 0,
    generations: [],
    ...more,
  };
}

export const estimate: EstimateResult = {
  chunks: 100,
  chunksToEmbed: 60,
  seconds: 30,
  queryMs: 12,
  memoryBytes: 200_000_000,
  diskBytes: 3_000_000,
  summary: "It takes half a minute.",
};

export function comparison(more: Partial<ComparisonResult> = {}): ComparisonResult {
  const interval = (mean: number): Interval => ({ mean, low: mean - 0.05, high: mean + 0.05 });
  const side = {
    dimensions: 64,
    mrr: interval(0.5),
    recall: interval(0.8),
    ndcg: interval(0.6),
    meaningMrr: interval(0.4),
    p50: 3,
    p95: 8,
    p99: 12,
    memoryBytes: null,
    failed: 0,
  };
  return {
    comparedAt: "2026-01-02T03:04:05Z",
    questions: 120,
    baseline: { model: "model-a", ...side },
    candidate: { model: "model-b", ...side, mrr: interval(0.625) },
    mrrDifference: interval(0.125),
    meaningDifference: interval(0.2),
    overlap: 0.4,
    rankCorrelation: 0.31,
    kinds: [{ kind: "documentation", questions: 80, baselineMrr: 0.5, candidateMrr: 0.7 }],
    differences: [],
    verdict: "model-b finds more.",
    ...more,
  };
}
