/** What many measured times come down to. @param {number[]} values in any order */
export function spread(values) {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { count: sorted.length, median: at(0.5), p95: at(0.95), worst: sorted.at(-1) ?? NaN };
}

/** @param {number[]} milliseconds */
export function spreadText(milliseconds) {
  const { count, median, p95, worst } = spread(milliseconds);
  if (count === 0) return "none";
  return `median ${median.toFixed(0)}, p95 ${p95.toFixed(0)}, worst ${worst.toFixed(0)} ms (${count})`;
}

/** @param {number} bytes */
export const mebibytes = (bytes) => `${(bytes / (1 << 20)).toFixed(0)} MiB`;
