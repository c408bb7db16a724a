/** VS Code's language ids that the server calls otherwise; all others have the same name on both sides. */
const serverNames: Readonly<Record<string, string>> = {
  shellscript: "bash",
  "cuda-cpp": "cpp",
  javascriptreact: "javascript",
  typescriptreact: "tsx",
  jsonc: "json",
  jsonl: "json",
  mdx: "markdown",
  restructuredtext: "rst",
  bat: "batch",
  "objective-cpp": "objective-c",
  properties: "ini",
  starlark: "python",
  hcl: "terraform",
  proto3: "proto",
  dockercompose: "yaml",
  "github-actions-workflow": "yaml",
  xsl: "xml",
};

/** The server's name for the language of a document; null for plain text, which says nothing about its language. */
export function languageOf(languageId: string): string | null {
  if (languageId === "plaintext" || languageId === "") return null;
  return serverNames[languageId] ?? languageId;
}
