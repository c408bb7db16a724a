import assert from "node:assert/strict";
import { packagedExtension } from "./harness/programs";
import { Scratch } from "./harness/scratch";
import { useVsCode } from "./harness/useVsCode";
import { Workspace } from "./harness/workspace";
import { extensionId, sampleWorkspace } from "./sample";
import { answer, openReady, untilFound, untilGone, withoutPreviews } from "./searching";

describe("Workspaces", () => {
  const shop = sampleWorkspace();
  const office = new Workspace({ "letters.py": "def write_letter(to):\n    return f'Dear {to}, with kind regards'\n" });
  const scratch = new Scratch();
  after(() => {
    [shop, office, scratch].forEach((one) => {
      one.remove();
    });
  });

  describe("that are trusted", () => {
    const vsCode = useVsCode(() => ({ vsix: packagedExtension(), settings: withoutPreviews }));

    it("may have several folders, which come and go", async () => {
      const both = [
        { name: "shop", path: shop.path },
        { name: "office", path: office.path },
      ];
      const file = scratch.write("several.code-workspace", JSON.stringify({ folders: both }));
      const window = await openReady(vsCode, file);
      const letter = await untilFound(window, "a letter with kind regards", "write_letter", "letters.py");
      assert.match(letter.description, /letters\.py:1–2 · office$/);
      await window.screenshot("workspaces-two-folders");
      const retry = await untilFound(window, "try again with growing pauses", "retryWithBackoff", "src/net/retry.ts");
      assert.match(retry.description, / · shop$/);
      await window.press("Escape");
      assert.match(await window.statusBar.tooltip(extensionId), /shop: ready\s+office: ready/);
      await window.screenshot("workspaces-tooltip");

      scratch.write("several.code-workspace", JSON.stringify({ folders: both.slice(0, 1) }));
      await untilGone(window, "a letter with kind regards", "write_letter", "letters.py");
      await window.press("Escape");
      scratch.write("several.code-workspace", JSON.stringify({ folders: both }));
      await untilFound(window, "a letter with kind regards", "write_letter", "letters.py");
    });

    it("may lie in folders with blanks and letters of every script", async () => {
      const name = "Mein Projekt – 検索 & проба (1)/src dir/größe.py";
      scratch.write(name, "def measure_width(box):\n    return box.right - box.left\n");
      const window = await openReady(vsCode, `${scratch.path}/Mein Projekt – 検索 & проба (1)`);
      await untilFound(window, "how wide is a box", "measure_width", "src dir/größe.py");
      await window.screenshot("workspaces-other-scripts");
      await window.press("Enter");
      await window.editor.showing("größe.py");
      await window.hover.overWord("measure_width", "Find similar code");
    });

    it("may be missing: the search says what to do", async () => {
      const window = await vsCode.open(null);
      await window.run("Semantic Search: Search…");
      const [row] = await window.quickPick.rowsWhen("an explanation", (rows) => rows.length > 0);
      assert.deepEqual([row?.label, row?.detail], ["No folder is open", "Press Enter to open one: its files are what is searched."]);
      await window.screenshot("workspaces-none");
      await window.press("Escape");
      await window.run("Semantic Search: Show Status");
      assert.deepEqual(await window.notifications.buttons("works on the folders of a workspace"), ["Open Folder"]);
      assert.deepEqual(vsCode.server().processes("semsearch serve"), [], "nothing runs where there is nothing to search");
    });
  });

  describe("that are not trusted", () => {
    const vsCode = useVsCode(() => ({ vsix: packagedExtension(), settings: withoutPreviews, trust: "ask" }));

    it("are searched, but no program is run in them", async () => {
      const window = await openReady(vsCode, shop.path);
      await window.untilRestricted();
      await untilFound(window, "try again with growing pauses", "retryWithBackoff", "src/net/retry.ts");
      const untrusted = "Changed files cannot be told in a folder that is not trusted, because git would have to be run in it.";
      await window.quickPick.pressButton(untrusted);
      assert.deepEqual(await window.notifications.buttons(untrusted), ["Manage Trust"]);
      await window.screenshot("workspaces-untrusted-filter");
      await window.press("Escape");
      assert.match(await window.statusBar.tooltip(extensionId), /This folder is not trusted: the filter for changed files is off\./);
      await window.screenshot("workspaces-untrusted");
      await window.run("Semantic Search: Show Status");
      assert.match(
        await window.editor.renderedPage("Semantic Search Status"),
        /This workspace is not trusted\. Searching and indexing work/,
      );

      await window.trustWorkspace();
      shop.write("README.md", "# Shop\n\nWhat is new is found as a change.\n");
      await answer(window, "what is new");
      await window.quickPick.pressButton("Search only changed files");
      await window.quickPick.rowsWhen(
        "the changed file alone",
        (rows) => rows.length > 0 && rows.every((row) => row.description.startsWith("README.md")),
      );
      await window.screenshot("workspaces-trusted");
    });
  });
});
