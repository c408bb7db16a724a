import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { askOnce, openModelPage, planChange } from "./changingModels";
import { eventually } from "./harness/eventually";
import { packagedExtension, programs } from "./harness/programs";
import { useVsCode } from "./harness/useVsCode";
import { Workspace } from "./harness/workspace";
import { extensionId, sampleWorkspace } from "./sample";
import { withoutPreviews } from "./searching";

/** Milliseconds for what a worker process and a small model take on a machine with other things to do. */
const working = 90_000;

const questions = [
  "try again with growing pauses",
  "give up on a request that takes too long",
  "add up the prices of the cart",
  "throw an article out of the cart",
  "take articles out of the stock",
  "are there enough of them",
];

describe("Changing the model", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension(), settings: withoutPreviews }));
  const workspace = sampleWorkspace();
  after(() => {
    workspace.remove();
  });

  it("goes over a plan, a comparison and a trial to a promotion, and back", async () => {
    const [window, page] = await openModelPage(vsCode, workspace.path);
    await window.screenshot("migration-before");
    await planChange(window, page, "good");
    await window.screenshot("migration-plan");

    await page.button("Plan: Build It").click();
    await page.textWhen("answering", /good has read the code, and waits to be compared and tried\./, working);
    await window.screenshot("migration-built");

    await page.button("Compare: Compare").click();
    await page.textWhen("comparison", /good compared with the bundled model/, working);
    await window.screenshot("migration-comparison");

    await page.button("Try on a share of the searches: 50 %").click();
    await page.textWhen("step-canary", /good answers 50 % of the searches, the bundled model the others\./);
    await window.statusBar.textWhen(extensionId, "canary 50 %");
    for (const question of questions) await askOnce(window, question);
    await page.textWhen("step-canary", /Searches\s+[1-9]\d*\s+[1-9]/);
    await window.screenshot("migration-canary");

    await page.button("Promote: Promote").click();
    await page.textWhen("answering", /good answers all searches, since it was promoted\./);
    await window.useTheme("high contrast");
    await window.screenshot("migration-promoted-high-contrast");

    await window.run("Semantic Search: Roll Back Model");
    await page.textWhen("answering", /The bundled model answers all searches\. good was taken back\./);
    await window.useTheme("light");
    await window.screenshot("migration-rolled-back-light");
  });

  it("is undone by itself where the other one finds less, and shows on which questions", async () => {
    // Real code with documentation: a dozen questions could not tell the two apart.
    const engine = new Workspace(sourcesIn(join(programs().artifacts, "..", "server", "SemanticSearch.Engine", "Search")));
    try {
      const [window, page] = await openModelPage(vsCode, engine.path);
      await planChange(window, page, "tiny-bert");
      await page.button("Plan: Build It and Move Over by Itself").click();
      const answering = await page.textWhen("answering", /The bundled model answers all searches\. tiny-bert was taken back\./, working);
      assert.match(answering, /It finds less/);
      await window.screenshot("migration-undone");

      const difference = page.part("comparison").locator("details").first();
      await difference.locator("summary").press("Enter");
      await difference.scrollIntoViewIfNeeded();
      await window.screenshot("migration-differences");
      const place = difference.getByRole("button").first();
      const [path = "", line = ""] = (await place.innerText()).split(":");
      await place.press("Enter");
      await window.editor.showing(path.split("/").at(-1) ?? "");
      await eventually(`line ${line} of ${path}`, async () => (await window.editor.position()).line === Number(line));
      await window.screenshot("migration-difference-opened");
    } finally {
      engine.remove();
    }
  });
});

/** The sources below a folder, as those of a folder "src". */
function sourcesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".cs"));
  return Object.fromEntries(names.map((name) => [join("src", name), readFileSync(join(folder, name), "utf8")]));
}
