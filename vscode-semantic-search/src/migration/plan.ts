import type { EstimateResult } from "../wire";

/** What a model would cost for a folder. */
export interface Plan {
  readonly model: string;
  readonly estimate: EstimateResult;
}
