import * as vscode from "vscode";
import type { Services } from "../services";

/** Of a model's call; what it holds is the server's to check. */
interface ToolInput {
  readonly query?: string;
  readonly id?: string;
  readonly path?: string;
  readonly startLine?: number;
  readonly endLine?: number;
}

/** What the user is asked before a tool runs; undefined for what needs no asking. */
type Confirmation = [title: string, message: string] | undefined;

const tools: Readonly<Record<string, (input: ToolInput) => Confirmation>> = {
  search_code: ({ query }) => [
    vscode.l10n.t("Search code"),
    vscode.l10n.t(
      "Search the code of this workspace for “{0}”? Nothing leaves this machine but the hits that the model is given.",
      query ?? "",
    ),
  ],
  find_similar_code: (input) => [
    vscode.l10n.t("Find similar code"),
    vscode.l10n.t("Look in this workspace for code like {0}?", placeOf(input)),
  ],
  get_chunk: (input) => [vscode.l10n.t("Read code"), vscode.l10n.t("Read the definition at {0}?", placeOf(input))],
  get_index_status: () => undefined,
};

/**
 * The tools of `semsearch mcp` for language models in the editor: the same names, arguments and answers, from the server that the editor has already.
 * Nothing is read but what is indexed of the open workspace folders, and nothing is changed.
 */
export function registerTools({ client }: Services): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(tools).map(([tool, confirm]) =>
      vscode.lm.registerTool<ToolInput>(`semanticSearch_${tool}`, {
        prepareInvocation: ({ input }) => {
          const asked = confirm(input);
          return asked ? { invocationMessage: asked[0], confirmationMessages: { title: asked[0], message: asked[1] } } : {};
        },
        invoke: async ({ input, tokenizationOptions }, token) => {
          const mostTokens = tokenizationOptions?.tokenBudget ?? null;
          const { text, failed } = await client.callTool({ tool, arguments: input, mostTokens }, token);
          // A tool says so by an error: the model is told its message, and that nothing was found is no error.
          if (failed) throw new Error(text);
          return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
        },
      }),
    ),
  );
}

function placeOf({ id, path, startLine, endLine }: ToolInput): string {
  if (id) return id.replace(/#[^#]*$/, "");
  if (!path) return vscode.l10n.t("the given text");
  return [path, [startLine, endLine].filter((line) => line !== undefined).join("-")].filter(Boolean).join(":");
}
