import { basename } from "node:path";
import * as vscode from "vscode";
import type { Client } from "../client";
import type { AddModelParams, AddModelResult, ModelQuestion } from "../wire";
import { longRequest } from "./longRequest";

type Said = Pick<AddModelParams, ModelQuestion>;

/**
 * Adds a model file of the user's, and asks for what the file does not say.
 * @returns The model's id; undefined when the user left off.
 */
export async function addModel(client: Client): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t("Add an Embedding Model"),
      openLabel: vscode.l10n.t("Add"),
      filters: { [vscode.l10n.t("GGUF models")]: ["gguf"] },
    })) ?? [];
  if (!file) return undefined;
  const send = (params: AddModelParams): Promise<AddModelResult | undefined> =>
    longRequest(client, {
      about: basename(file.fsPath),
      what: vscode.l10n.t("reading"),
      model: null,
      inBytes: true,
      run: (token) => client.addModel(params, token),
    });

  let params: AddModelParams = { path: file.fsPath, id: null, pooling: null, queryPrefix: null, documentPrefix: null };
  let answer = await send(params);
  while (answer?.model === null && answer.questions.length > 0) {
    const said = await askAll(answer.questions);
    if (!said) return undefined;
    params = { ...params, ...said };
    answer = await send(params);
  }
  return answer?.model ?? undefined;
}

/** @returns Undefined when one of them was left unanswered. */
async function askAll(questions: readonly ModelQuestion[]): Promise<Partial<Said> | undefined> {
  let said: Partial<Said> = {};
  for (const [index, question] of questions.entries()) {
    const title = vscode.l10n.t("Add an Embedding Model ({0}/{1})", index + 1, questions.length);
    const answer = question === "pooling" ? await askPooling(title) : await askPrefix(title, question);
    if (answer === undefined) return undefined;
    said = { ...said, [question]: answer };
  }
  return said;
}

async function askPooling(title: string): Promise<string | undefined> {
  const entry = (label: string, description: string): vscode.QuickPickItem => ({ label, description });
  const chosen = await vscode.window.showQuickPick(
    [
      entry("mean", vscode.l10n.t("the mean of all tokens: most models")),
      entry("cls", vscode.l10n.t("the first token: BGE and others after BERT")),
      entry("last", vscode.l10n.t("the last token: models made from chat models")),
    ],
    {
      title,
      placeHolder: vscode.l10n.t("How does the model make one vector of a text? Its page says so; the file does not."),
      ignoreFocusOut: true,
    },
  );
  return chosen?.label;
}

async function askPrefix(title: string, question: "queryPrefix" | "documentPrefix"): Promise<string | undefined> {
  const prompt =
    question === "queryPrefix"
      ? vscode.l10n.t("What does the model want before a question, such as “search_query: ”? Its page says so. Empty for nothing.")
      : vscode.l10n.t("What does the model want before a piece of code, such as “search_document: ”? Its page says so. Empty for nothing.");
  return vscode.window.showInputBox({ title, prompt, ignoreFocusOut: true });
}
