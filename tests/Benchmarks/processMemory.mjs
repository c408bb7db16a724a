import { readFileSync } from "node:fs";
import { mebibytes } from "./figures.mjs";

/**
 * In words. Resident memory counts pages that processes share in each of them; the proportional size (PSS) divides them, and so tells what one more process costs.
 * @param {number} pid
 */
export function memoryText(pid) {
  if (process.platform !== "linux") return "not measured on this system";
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const bytes = (/** @type {string} */ name) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? NaN);
  const own = bytes("Private_Clean") + bytes("Private_Dirty");
  return `RSS ${mebibytes(bytes("Rss"))}, PSS ${mebibytes(bytes("Pss"))}, its own alone ${mebibytes(own)}`;
}
