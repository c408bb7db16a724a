import { askOnce, openModelPage, planChange } from "./changingModels";
import { benchFolder } from "./benchFolder";
import { packagedExtension } from "./harness/programs";
import { useVsCode } from "./harness/useVsCode";
import { withoutPreviews } from "./searching";

// `npm run bench -- editor-migration <folder>`: the story of a change of the model on a real folder, as it looks in VS Code: bundled -> a good model -> compare ->
// canary -> promote -> one of random weights -> back by itself -> purge. Leaves pictures in artifacts/screenshots; prints what each part took.

const patience = 25 * 60_000;
const questions = [
  "retry a failed request",
  "convert a date to text",
  "sort entries by name",
  "render a list of items",
  "validate user input",
  "parse a color",
];

describe("A change of the model on a real folder", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension(), settings: withoutPreviews }));

  it("from the bundled model to a good one, to a bad one, and back", async () => {
    const [window, page] = await openModelPage(vsCode, benchFolder());
    await window.screenshot("story-1-bundled");

    await planChange(window, page, "good");
    await window.screenshot("story-2-plan");
    await page.button("Plan: Build It").click();
    await took("the good model reads the code", async () => {
      await page.textWhen("step-build", /[1-9]\d? %/, patience);
      await window.screenshot("story-3-building");
      await askOnce(window, "retry a failed request");
      await page.textWhen("answering", /good has read the code, and waits/, patience);
    });

    await took("comparison", async () => {
      await page.button("Compare: Compare").click();
      await page.textWhen("comparison", /good compared with the bundled model|good finds/, patience);
    });
    await window.screenshot("story-4-comparison");

    await page.button("Try on a share of the searches: 50 %").click();
    await page.textWhen("step-canary", /good answers 50 % of the searches/);
    for (const question of questions) await askOnce(window, question);
    await page.textWhen("step-canary", /Searches\s+[1-9]\d*\s+[1-9]/);
    await window.screenshot("story-5-canary");

    await took("promotion, to the page that says so", async () => {
      await page.button("Promote: Promote").click();
      await page.textWhen("answering", /good answers all searches/);
    });
    await window.screenshot("story-6-promoted");
    await took("rolling back, to the page that says so", async () => {
      await window.run("Semantic Search: Roll Back Model");
      await page.textWhen("answering", /The bundled model answers all searches\. good was taken back\./);
    });

    await planChange(window, page, "tiny-bert");
    await page.button("Plan: Build It and Move Over by Itself").click();
    await took("the bad model reads the code, is compared and taken back by itself", async () => {
      await page.textWhen("answering", /The bundled model answers all searches\. tiny-bert was taken back\./, patience);
    });
    await window.screenshot("story-7-taken-back");

    await took("purge", async () => {
      await page.button(/^Purge tiny-bert/).click();
      await window.answerDialog("Purge");
      await window.notifications.buttons("were given back");
    });
    await window.screenshot("story-8-purged");
  });
});

async function took(what: string, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  await work();
  process.stdout.write(`      ${what.padEnd(70)} ${((performance.now() - began) / 1000).toFixed(1)} s\n`);
}
