import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { VsCode } from "./vsCode";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** What the extension and its server said to each other, written down by a script that stands between the two. */
export class Recording {
  private constructor(
    private readonly requests: string,
    private readonly answers: string,
  ) {}

  /** Has the windows that are opened from now on use a recorded server. One window for each recording: every server numbers its messages anew. */
  static of(vsCode: VsCode): Recording {
    const folder = mkdtempSync(join(vsCode.scratch.path, "recording-"));
    const recording = new Recording(join(folder, "requests"), join(folder, "answers"));
    const server = join(vsCode.installedExtension, "server", "semsearch");
    const script = join(folder, "recorder");
    writeFileSync(script, `#!/bin/sh\ntee '${recording.requests}' | '${server}' "$@" | tee '${recording.answers}'\n`, { mode: 0o755 });
    vsCode.setMachineSettings({ "semanticSearch.server.path": script });
    return recording;
  }

  /** The requests and notifications of the extension, in order. */
  get asked(): readonly string[] {
    return messages(this.requests).flatMap(({ method }) => (method ? [method] : []));
  }

  /** The results of the answered requests of one method. */
  resultsOf(method: string): readonly unknown[] {
    const answers = messages(this.answers);
    return messages(this.requests)
      .filter((request) => request.method === method)
      .flatMap(({ id }) => answers.filter((answer) => answer.method === undefined && answer.id === id))
      .map((answer) => answer.result);
  }
}

/** Takes a stream of JSON-RPC messages apart; throws where the last one is not wholly written yet. */
function messages(file: string): readonly Message[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split(/Content-Length: \d+\r\n(?:[\w-]+: [^\r\n]*\r\n)*\r\n/)
    .filter((text) => text !== "")
    .map((text) => JSON.parse(text) as Message);
}
