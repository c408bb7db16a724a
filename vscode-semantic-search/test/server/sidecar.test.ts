import assert from "node:assert/strict";
import { join } from "node:path";
import { Client } from "../../src/client";
import type { Delay } from "../../src/delay";
import { everything, filterParams } from "../../src/search/filters";
import { Sidecar, type SidecarState } from "../../src/sidecar";
import { type SearchParams, protocolVersion } from "../../src/wire";

type Manner = "well" | "mismatch" | "crash" | "hang" | "deaf";

const script = join(process.cwd(), "vscode-semantic-search", "test", "server", "fakeServer.cjs");

/** A sidecar on a real process, with a clock that the test moves. */
class Stage {
  readonly states: SidecarState[] = [];
  readonly log: string[] = [];
  readonly sidecar: Sidecar;
  readonly client: Client;
  starts = 0;
  private waiting: { run: () => void; milliseconds: number }[] = [];

  constructor(manner: Manner, command = process.execPath) {
    const delay: Delay = (run, milliseconds) => {
      const entry = { run, milliseconds };
      this.waiting.push(entry);
      return () => {
        this.waiting = this.waiting.filter((other) => other !== entry);
      };
    };
    this.sidecar = new Sidecar(
      () => ({
        command,
        args: [script, manner],
        env: { DEATHS: String(this.starts++) },
        initialize: { client: "test", clientVersion: "1", processId: process.pid, trusted: true, folders: [] },
      }),
      (_, text) => this.log.push(text),
      delay,
    );
    this.client = new Client(this.sidecar);
    this.sidecar.onState((state) => this.states.push(state));
  }

  get pauses(): number[] {
    return this.waiting.map(({ milliseconds }) => milliseconds);
  }

  pass(): void {
    for (const { run } of this.waiting.splice(0)) run();
  }

  /** Resolves when the state comes; mocha's time limit is the deadline. */
  async until(state: SidecarState): Promise<void> {
    if (this.sidecar.state === state) return;
    await new Promise<void>((resolve) => {
      const listening = this.sidecar.onState((now) => {
        if (now !== state) return;
        listening.dispose();
        resolve();
      });
    });
  }

  /** Makes the running server die, and waits until that was noticed. */
  async kill(): Promise<void> {
    const connection = await this.sidecar.connection();
    const noticed = new Promise<void>((resolve) => {
      const listening = this.sidecar.onState(() => {
        listening.dispose();
        resolve();
      });
    });
    await connection.sendNotification("die");
    await noticed;
  }
}

function question(query: string): SearchParams {
  return { query, limit: 5, filter: filterParams(everything("included")), patienceMs: null };
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

describe("The sidecar", () => {
  let stage: Stage | undefined;
  const start = (manner: Manner, command?: string): Stage => (stage = new Stage(manner, command));

  afterEach(async () => {
    const ended = stage?.sidecar.dispose();
    // A server that does not end by itself is killed when its time is over.
    stage?.pass();
    await ended;
  });

  it("starts once for all who need it", async () => {
    const { sidecar, states } = start("well");
    assert.ok(stage);
    const [one, other] = await Promise.all([sidecar.connection(), sidecar.connection()]);
    assert.equal(one, other);
    assert.deepEqual(states, ["starting", "running"]);
    assert.equal(stage.starts, 1);
  });

  it("starts a server that died again, later each time, and gives up after four times", async () => {
    const { sidecar, log } = start("well");
    assert.ok(stage);
    const pauses: number[][] = [];
    for (let death = 1; death <= 4; death++) {
      await stage.kill();
      assert.equal(sidecar.state, "restarting");
      pauses.push(stage.pauses);
      stage.pass();
      await stage.until("running");
    }
    await stage.kill();
    assert.deepEqual(pauses, [[500], [1000], [2000], [4000]]);
    assert.equal(sidecar.state, "failed");
    assert.match(sidecar.reason, /exit code 7.*restarted 4 times/);
    await assert.rejects(sidecar.connection(), /restarted 4 times/);
    assert.equal(log.filter((line) => line.endsWith("exit code 7.")).length, 5);
  });

  it("lets requests wait while it restarts", async () => {
    const { client } = start("well");
    assert.ok(stage);
    await stage.kill();
    const answer = client.search(question("waited"));
    stage.pass();
    assert.equal((await answer).step, "waited");
  });

  it("asks the next server what the last one died of", async () => {
    const { client } = start("well");
    assert.ok(stage);
    const answer = client.search(question("die once"));
    await stage.until("restarting");
    stage.pass();
    assert.equal((await answer).step, "die once");
  });

  it("restarts at once when the user says so, and answers those who waited", async () => {
    const { sidecar } = start("well");
    assert.ok(stage);
    await stage.kill();
    const waiting = sidecar.connection();
    await sidecar.restart();
    assert.equal(await waiting, await sidecar.connection());
    assert.deepEqual(stage.pauses, []);
  });

  it("can be restarted after it was given up", async () => {
    const { sidecar } = start("crash");
    await assert.rejects(sidecar.connection());
    assert.equal(sidecar.state, "failed");
    await assert.rejects(sidecar.restart(), /no such library/);
  });

  it("says why a server that crashes at once did not start, and does not try again", async () => {
    const { sidecar } = start("crash");
    await assert.rejects(sidecar.connection(), /ended with exit code 3\. It said: no such library/);
    assert.deepEqual(stage?.pauses, []);
    assert.equal(sidecar.state, "failed");
  });

  it("passes on what a server of another version says", async () => {
    const { sidecar } = start("mismatch");
    await assert.rejects(sidecar.connection(), new RegExp(`does not speak version ${protocolVersion}\\. Install both anew\\.`));
    assert.equal(sidecar.state, "failed");
  });

  it("says which program could not be started", async () => {
    const { sidecar } = start("well", join("no", "such", "program"));
    await assert.rejects(sidecar.connection(), /could not be started.*ENOENT/);
    assert.equal(sidecar.processId, undefined);
  });

  it("hears notifications of later servers too", async () => {
    const { sidecar, client } = start("well");
    assert.ok(stage);
    const heard: string[] = [];
    let tell: () => void = () => undefined;
    client.onMessage(({ text }) => {
      heard.push(text);
      tell();
    });
    for (const name of ["before", "after"]) {
      await sidecar.connection();
      const told = new Promise<void>((resolve) => (tell = resolve));
      await client.changeFiles([name]);
      await told;
      await stage.kill();
      stage.pass();
      await stage.until("running");
    }
    assert.deepEqual(heard, ["before", "after"]);
  });

  for (const manner of ["well", "deaf"] as const) {
    it(`ends the process when it is disposed of (${manner})`, async () => {
      const { sidecar } = start(manner);
      assert.ok(stage);
      await sidecar.connection();
      const { processId } = sidecar;
      assert.ok(processId);
      const ended = sidecar.dispose();
      if (manner === "deaf") stage.pass();
      await ended;
      assert.equal(isAlive(processId), false);
      await assert.rejects(sidecar.connection(), /shut down/);
    });
  }

  it("ends a process that never answered", async () => {
    const { sidecar } = start("hang");
    assert.ok(stage);
    const connection = assert.rejects(sidecar.connection());
    const { processId } = sidecar;
    assert.ok(processId);
    const ended = sidecar.dispose();
    stage.pass();
    await ended;
    await connection;
    assert.equal(isAlive(processId), false);
  });

  it("sends those away who wait when it is disposed of", async () => {
    const { sidecar } = start("well");
    assert.ok(stage);
    await stage.kill();
    const waiting = assert.rejects(sidecar.connection(), /shut down/);
    await sidecar.dispose();
    await waiting;
  });
});
