import assert from "node:assert/strict";
import { report, runInExtensionHost } from "./harness/extensionHost";
import { Scratch } from "./harness/scratch";
import { useVsCode } from "./harness/useVsCode";
import { Workspace } from "./harness/workspace";
import { packPlaceholder, placeholderId } from "./placeholder";

// The harness against an extension that does nothing: when these fail, the fault is in the harness or in VS Code, not in the product.
describe("The harness", () => {
  const scratch = new Scratch();
  let vsix: string;
  before(async () => {
    vsix = await packPlaceholder(scratch);
  });
  after(() => {
    scratch.remove();
  });

  describe("in a trusted folder", () => {
    const vsCode = useVsCode(() => ({ vsix }));
    const workspace = new Workspace({ "one.txt": "alpha beta\ngamma delta\nalpha omega\n", "two.txt": "second\n" });
    after(() => {
      workspace.remove();
    });

    it("runs commands, picks, and reads rows and toasts", async () => {
      const window = await vsCode.open(workspace.path);
      await window.statusBar.textWhen(placeholderId, "Placeholder is ready");
      assert.match(await window.statusBar.tooltip(placeholderId), /nothing to do/);

      assert.equal(vsCode.server().processes("extensionHost").length, 1);
      await window.run("Placeholder: Pick a Fruit");
      await window.quickPick.rowsWhen("three fruits", (rows) => rows.length === 3 && rows[0]?.label === "apple");
      await window.quickPick.type("pl");
      assert.ok((await window.quickPick.millisecondsToRow("u", "plum")) < 5_000);
      const [row, ...others] = await window.quickPick.rowsWhen("one fruit", (rows) => rows.length === 1);
      assert.deepEqual(others, []);
      assert.deepEqual(row && [row.label, row.description, row.detail, row.buttons], [
        "plum",
        "no. 2",
        "a kind of plum",
        ["Open to the Side"],
      ]);
      assert.equal(await window.quickPick.title(), "Fruits");
      await window.screenshot("harness-pick");
      await window.quickPick.pressRowButton("plum", "Open to the Side");
      assert.deepEqual(await window.notifications.buttons("To the side: plum"), ["Fine"]);
      await window.screenshot("harness-toast");
      await window.notifications.press("To the side: plum", "Fine");
      await window.notifications.gone("To the side: plum");
    });

    it("opens, hovers, peeks, edits and saves", async () => {
      const window = await vsCode.open(workspace.path);
      await window.statusBar.textWhen(placeholderId, "Placeholder is ready");
      await window.openFile("one.txt");
      assert.deepEqual((await window.editor.visibleLines()).slice(0, 2), ["alpha beta", "gamma delta"]);
      assert.match(await window.hover.overWord("gamma", "Show places"), /A word\./);
      await window.screenshot("harness-hover");
      await window.hover.clickLink("Show places");
      assert.equal((await window.editor.peekPlaces()).filter((place) => place.includes("alpha")).length, 2);
      await window.screenshot("harness-peek");
      await window.press("Escape");
      await window.editor.goToLine(2);
      await window.editor.type("new words ");
      await window.editor.save();
      assert.match(workspace.read("one.txt"), /^alpha beta\nnew words gamma/);
      await window.chooseFromMenu("omega", "Copy");
      await window.editor.type("unsaved words, which must not keep the window from closing ");
    });

    it("shows views, follows files, themes and sizes", async () => {
      const window = await vsCode.open(workspace.path, { width: 1000, height: 700 });
      await window.statusBar.textWhen(placeholderId, "Placeholder is ready");
      await window.untilFollowing(workspace);
      await window.sideBar.open("Placeholder");
      const rows = await window.sideBar.rowsWhen("two fruits", (all) => all.length === 2);
      assert.deepEqual(
        rows.map(({ label, description }) => [label, description]),
        [
          ["apple", "ripe"],
          ["pear", "ripe"],
        ],
      );
      workspace.write("three.txt", "third\n");
      await window.statusBar.textWhen(placeholderId, "3 text files");
      workspace.delete("three.txt");
      await window.statusBar.textWhen(placeholderId, "2 text files");
      await window.useTheme("light");
      await window.resize(500, 600);
      await window.screenshot("harness-light-narrow");
    });

    it("opens several folders in one window", async () => {
      const other = new Workspace({ "other.txt": "elsewhere\n" });
      try {
        const window = await vsCode.open(Workspace.overFolders(workspace, other));
        await window.openFile("other.txt");
        assert.equal((await window.editor.visibleLines())[0], "elsewhere");
      } finally {
        other.remove();
      }
    });
  });

  describe("in an untrusted folder", () => {
    const vsCode = useVsCode(() => ({ vsix, trust: "ask" }));
    const workspace = new Workspace({ "one.txt": "alpha\n" });
    after(() => {
      workspace.remove();
    });

    it("is restricted until the user trusts it", async () => {
      const window = await vsCode.open(workspace.path);
      await window.untilRestricted();
      await window.statusBar.textWhen(placeholderId, "Placeholder is ready");
      await window.screenshot("harness-untrusted");
      await window.trustWorkspace();
      await window.statusBar.textWhen(placeholderId, "Placeholder is trusted");
    });
  });

  it("runs tests inside the extension host", async () => {
    const workspace = new Workspace({ "one.txt": "alpha\n" });
    try {
      report(await runInExtensionHost({ vsix }, workspace.path, "placeholder"));
    } finally {
      workspace.remove();
    }
  });
});
