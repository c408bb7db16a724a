// A server for tests of the client's side: speaks the protocol and misbehaves as its argument says.
const { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter } = require("vscode-jsonrpc/node");

const [manner] = process.argv.slice(2);
const connection = createMessageConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));

connection.onRequest("initialize", ({ protocolVersion }) => {
  if (manner === "mismatch") throw new ResponseError(-32010, `This server does not speak version ${protocolVersion}. Install both anew.`);
  if (manner === "crash") {
    process.stderr.write("loading\nno such library\n", () => process.exit(3));
    return new Promise(() => {});
  }
  if (manner === "hang") return new Promise(() => {});
  return { protocolVersion, serverVersion: "1.2.3", processId: process.pid, dataDirectory: "data", logFile: "log" };
});
connection.onRequest("shutdown", () => (manner === "deaf" ? new Promise(() => {}) : null));
connection.onNotification("exit", () => process.exit(0));
connection.onNotification("die", () => process.exit(7));
connection.onNotification("files/change", (params) => connection.sendNotification("message", { severity: "information", text: params.paths[0] }));
connection.onRequest("search", ({ query }) => {
  // Only the first process dies of it: its answer comes from the next one.
  if (query === "die once" && process.env.DEATHS === "0") process.exit(7);
  return { hits: [], step: query, indexedFiles: 0, pendingFiles: 0, tookMs: 0 };
});
connection.listen();
