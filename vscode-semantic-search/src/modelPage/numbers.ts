import type { Localization } from "../localization";
import type { Interval } from "../wire";

/** "38 ms", "1.4 s". */
export function durationText(milliseconds: number, { t }: Localization): string {
  if (milliseconds >= 1000) return t("{0} s", (milliseconds / 1000).toFixed(1));
  return t("{0} ms", milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds));
}

/** "12 %", and "0.3 %" where whole percents would say too little. */
export function rateText(rate: number, { t }: Localization): string {
  const percent = 100 * rate;
  return t("{0} %", percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent));
}

/** "0.620 (0.551 to 0.690)". */
export function intervalText({ mean, low, high }: Interval, { t }: Localization): string {
  return t("{0} ({1} to {2})", scoreText(mean), scoreText(low), scoreText(high));
}

export function scoreText(score: number): string {
  return score.toFixed(3);
}
