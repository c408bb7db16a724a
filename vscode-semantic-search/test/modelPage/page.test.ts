import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { html } from "../../src/modelPage/html";
import { isPageMessage } from "../../src/modelPage/messages";
import { type PageContent, sectionsOf } from "../../src/modelPage/page";
import { english } from "../localization";
import { comparison, migration } from "../migration/situation";

const app = { path: "/code/app", name: "app" };
const well = { ready: true, degraded: false, reason: "", alerts: [] };

function section(id: string, more: Partial<PageContent> = {}): string {
  const content: PageContent = {
    folder: app,
    folders: [app],
    status: migration("none"),
    health: well,
    plan: null,
    comparison: null,
    errors: [],
    ...more,
  };
  return sectionsOf(content, english).find((one) => one.id === id)?.markup ?? "";
}

/** What the buttons of some markup send. */
function messages(markup: string): unknown[] {
  return [...markup.matchAll(/data-message="([^"]*)"/g)].map(([, text = ""]): unknown =>
    JSON.parse(text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))),
  );
}

describe("The Model page", () => {
  it("escapes whatever is not its own markup", () => {
    assert.equal(
      html`<b title="${'"><script>'}">${"a & <i>'b'</i>"}</b>`.text,
      '<b title="&#34;&#62;&#60;script&#62;">a &#38; &#60;i&#62;&#39;b&#39;&#60;/i&#62;</b>',
    );
    const names = section("steps", { status: migration("canary", { candidate: "<img src=x>" }) });
    assert.doesNotMatch(names, /<img/);
  });

  it("says which model answers, and what became of another", () => {
    assert.match(section("answering"), /model-a answers all searches\./);
    assert.match(
      section("answering", { status: migration("canary", { share: 25 }) }),
      /model-b answers 25 % of the searches, model-a the others\./,
    );
    assert.match(section("answering", { status: migration("rolledBack", { reason: "its p95 was 210 ms" }) }), /Its p95 was 210 ms\./);
  });

  it("offers a choice of folders where there are several", () => {
    assert.equal(section("folder"), "");
    assert.match(
      section("folder", { folders: [app, { path: "/code/lib", name: "lib" }] }),
      /<option value="\/code\/app" selected>app<\/option>/,
    );
  });

  it("shows the figures of both sides while a share is tried", () => {
    const figures = { queries: 40, p50: 3.25, p95: 41, p99: 60, errorRate: 0, emptyRate: 0.025, openedRate: 0.5 };
    const markup = section("steps", {
      status: migration("canary", {
        baselineFigures: { model: "model-a", ...figures },
        candidateFigures: { model: "model-b", ...figures, p95: 1500 },
      }),
    });
    const cells = markup.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    assert.match(cells, /95 % are answered within 41 ms 1\.5 s/);
    assert.match(cells, /Nothing found 2\.5 % 2\.5 %/);
  });

  it("offers to archive what stands by and to purge what is archived, and neither for what answers or is on its way", () => {
    const generation = (model: string, state: "active" | "shadow" | "archived") => ({
      model,
      bundled: false,
      state,
      dimensions: 64,
      chunks: 9,
      total: 9,
      bytes: 5_000_000,
    });
    const generations = [
      generation("model-a", "active"),
      generation("model-b", "shadow"),
      generation("old", "archived"),
      generation("other", "shadow"),
    ];
    assert.deepEqual(messages(section("generations", { status: migration("canary", { generations }) })), [
      { type: "purge", model: "old" },
      { type: "archive", model: "other" },
    ]);
  });

  it("leaves the bundled model where it is", () => {
    const generations = [
      { model: "bundled", bundled: true, state: "shadow", dimensions: 64, chunks: 9, total: 9, bytes: 5_000_000 },
    ] as const;
    assert.deepEqual(messages(section("generations", { status: migration("none", { generations }) })), []);
  });

  it("shows a difference side by side, with links that open the place", () => {
    const place = { path: "src/a.ts", startLine: 3, endLine: 9, symbol: "total" };
    const difference = {
      kind: "symbol",
      question: "total of the cart",
      baselineRank: null,
      candidateRank: 1,
      baseline: [],
      candidate: [{ ...place, right: true }],
    } as const;
    const markup = section("comparison", { comparison: comparison({ differences: [difference] }) });
    assert.match(markup, /not found → place 1/);
    assert.match(markup, /0\.625 \(0\.575 to 0\.675\)/);
    assert.deepEqual(messages(markup), [{ type: "open", place: { path: "src/a.ts", startLine: 3, endLine: 9 } }]);
  });

  it("says what is not as it should be, and what to do", () => {
    const alerts = [{ rule: "memory", text: "Memory is at 82 %.", nextStep: "Close other programs." }];
    assert.match(section("health", { health: { ...well, alerts } }), /Memory is at 82 %\.<\/strong> Close other programs\./);
    assert.match(section("health"), /All is well\./);
  });

  it("has only buttons that the extension understands", () => {
    const generations = [
      { model: "old", bundled: false, state: "archived", dimensions: 64, chunks: 0, total: 9, bytes: 5_000_000 },
    ] as const;
    const errors = [{ hash: "ab", model: "model-b", path: "a.ts", reason: "too long", attempts: 3, failedAt: "" }];
    const status = migration("ready", { generations, errors: 1 });
    const content: PageContent = { folder: app, folders: [app], status, health: well, plan: null, comparison: comparison(), errors };
    const sent = sectionsOf(content, english).flatMap(({ markup }) => messages(markup));
    assert.ok(sent.length > 8 && sent.every(isPageMessage), JSON.stringify(sent));
    for (const other of [null, "choose", { type: "quit" }, { type: "command", command: "workbench.action.quit" }, { type: "purge" }])
      assert.ok(!isPageMessage(other), JSON.stringify(other));
  });
});
