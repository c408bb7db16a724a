import * as vscode from "vscode";
import type { Client } from "../client";
import { ProgressText } from "./progressText";

interface LongRequest<T> {
  readonly about: string;
  /** What is being done, until the server says it more exactly. */
  readonly what: string;
  /** Id of the model that the progress is about; null where it gets one only by this request. */
  readonly model: string | null;
  readonly inBytes: boolean;
  readonly run: (token: vscode.CancellationToken) => Promise<T>;
}

/**
 * Asks for something that takes minutes, under a notification with its progress.
 * @returns Undefined when the user cancelled.
 */
export async function longRequest<T>(client: Client, { about, what, model, inBytes, run }: LongRequest<T>): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title: about, cancellable: true }, async (progress, token) => {
    progress.report({ message: what });
    const text = new ProgressText(inBytes, vscode.l10n);
    const listening = client.onModelProgress((told) => {
      if (model === null || told.model === model) progress.report(text.next(told, performance.now()));
    });
    try {
      return await run(token);
    } catch (error) {
      if (token.isCancellationRequested) return undefined;
      throw error;
    } finally {
      listening.dispose();
    }
  });
}
