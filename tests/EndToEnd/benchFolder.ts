/** The folder that a benchmark was started for. */
export function benchFolder(): string {
  const folder = process.env["SEMSEARCH_BENCH_FOLDER"];
  if (!folder) throw new Error("Name a folder: npm run bench -- editor <folder>");
  return folder;
}
