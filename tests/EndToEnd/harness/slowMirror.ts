import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** It begins as every model file does. */
const piece = Buffer.alloc(500_000, "GGUF");
/** Milliseconds between two pieces. */
const pause = 250;

/** A mirror of model files on this machine behind a slow line: a download is long enough to be looked at and cancelled. */
export class SlowMirror {
  readonly requests: IncomingMessage[] = [];
  private readonly server = createServer((request, response) => {
    this.requests.push(request);
    this.answer(request, response);
  });

  /** @param size Bytes that each file is said to have. */
  constructor(private readonly size: number) {}

  /** @returns Its address. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ headers, method }: IncomingMessage, response: ServerResponse): void {
    const from = Number(/^bytes=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
    const range = from > 0 ? { "content-range": `bytes ${from}-${this.size - 1}/${this.size}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { "content-length": this.size - from, etag: '"1"', ...range });
    if (method === "HEAD") {
      response.end();
      return;
    }
    const sending = setInterval(() => response.write(piece), pause);
    response.on("close", () => {
      clearInterval(sending);
    });
  }
}
