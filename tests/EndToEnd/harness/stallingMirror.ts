import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Bytes that are sent of a file before nothing more comes. */
const sent = 4_000_000;

/** A mirror of model files on this machine that stops in the middle of each: a download that is long enough to be looked at and cancelled. */
export class StallingMirror {
  readonly requests: IncomingMessage[] = [];
  private readonly server = createServer((request, response) => {
    this.requests.push(request);
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, {
      "content-length": this.size - from,
      "content-range": `bytes ${from}-${this.size - 1}/${this.size}`,
      etag: '"1"',
    });
    if (request.method === "HEAD") response.end();
    else response.write(Buffer.alloc(sent));
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
}
