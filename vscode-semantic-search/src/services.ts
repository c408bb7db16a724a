import type { LogOutputChannel } from "vscode";
import type { Client } from "./client";
import type { Sidecar } from "./sidecar";

/** What each feature is given. */
export interface Services {
  readonly client: Client;
  readonly sidecar: Sidecar;
  readonly log: LogOutputChannel;
}
