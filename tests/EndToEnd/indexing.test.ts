import assert from "node:assert/strict";
import { eventually } from "./harness/eventually";
import { packagedExtension } from "./harness/programs";
import { useVsCode } from "./harness/useVsCode";
import type { Workspace } from "./harness/workspace";
import { extensionId, sampleWorkspace } from "./sample";
import { answer, openReady, untilFound, untilGone, withoutPreviews } from "./searching";

describe("Indexing", () => {
  const vsCode = useVsCode(() => ({ vsix: packagedExtension(), settings: withoutPreviews }));
  let workspace: Workspace;
  beforeEach(() => {
    workspace = sampleWorkspace();
  });
  afterEach(() => {
    workspace.remove();
  });

  it("finds what is being typed, and what was saved", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.openFile("src/net/client.py");
    await window.editor.goToLine(4);
    await window.editor.type("def weigh_parcel(parcel):\n    return sum(article.grams for article in parcel)\n\n\n");
    await untilFound(window, "how heavy is a parcel", "weigh_parcel", "src/net/client.py");
    await window.screenshot("indexing-unsaved");
    await window.press("Escape");
    assert.ok(await window.editor.hasUnsavedChanges());
    assert.doesNotMatch(workspace.read("src/net/client.py"), /weigh_parcel/);

    await window.editor.save();
    await untilFound(window, "how heavy is a parcel", "weigh_parcel", "src/net/client.py");
    await window.press("Escape");
    await window.editor.goToLine(4);
    for (let line = 0; line < 4; line++) await window.press("Control+Shift+k");
    await untilGone(window, "how heavy is a parcel", "weigh_parcel", "src/net/client.py");
    await window.press("Escape");
    await window.editor.save();
    assert.doesNotMatch(workspace.read("src/net/client.py"), /weigh_parcel/);
  });

  it("follows files that other programs create, rename and delete", async () => {
    const window = await openReady(vsCode, workspace.path);
    const question = "tax on top of a price";
    workspace.write("src/tax.py", "def add_value_added_tax(price):\n    return price * 1.19\n");
    await untilFound(window, question, "add_value_added_tax", "src/tax.py");
    workspace.rename("src/tax.py", "src/net/duties.py");
    await untilFound(window, question, "add_value_added_tax", "src/net/duties.py");
    await untilGone(window, question, "add_value_added_tax", "src/tax.py");
    await window.screenshot("indexing-renamed");
    workspace.delete("src/net/duties.py");
    await untilGone(window, question, "add_value_added_tax", "src/net/duties.py");
  });

  it("follows files that the Explorer creates, renames and deletes", async () => {
    const window = await openReady(vsCode, workspace.path);
    const question = "print a label for the postman";
    await window.sideBar.row("README.md").click();
    await window.editor.showing("README.md");
    await window.sideBar.pressTitleButton("New File...");
    await window.sideBar.answerName("labels.py");
    await eventually("the new file in the editor", async () => (await window.editor.fileName()) === "labels.py");
    await window.editor.type("def print_label(address):\n    printer.write(address.upper())\n");
    await window.editor.save();
    await untilFound(window, question, "print_label", "labels.py");
    await window.press("Escape");

    await window.sideBar.row("labels.py").click();
    await window.press("F2");
    await window.sideBar.answerName("stickers.py");
    await window.editor.showing("stickers.py");
    await untilFound(window, question, "print_label", "stickers.py");
    await untilGone(window, question, "print_label", "labels.py");
    await window.press("Escape");

    await window.sideBar.row("stickers.py").click();
    await window.press("Delete");
    await window.answerDialog(/^Delete/);
    await untilGone(window, question, "print_label", "stickers.py");
  });

  it("follows a branch switch", async () => {
    workspace.git("switch", "--quiet", "--create", "receipts");
    workspace.write(
      "src/receipt.go",
      "package shop\n\n// PrintReceipt writes what was paid.\nfunc PrintReceipt(sum int) string {\n\treturn format(sum)\n}\n",
    );
    workspace.delete("src/shop/stock.go");
    workspace.commit("Receipts instead of stock");
    workspace.git("switch", "--quiet", "main");
    const window = await openReady(vsCode, workspace.path);
    await untilFound(window, "reserve articles of the stock", "Stock.Reserve", "src/shop/stock.go");
    workspace.git("switch", "--quiet", "receipts");
    await untilFound(window, "write what was paid", "shop.PrintReceipt", "src/receipt.go");
    await untilGone(window, "reserve articles of the stock", "Stock.Reserve", "src/shop/stock.go");
    await window.screenshot("indexing-other-branch");
    workspace.git("switch", "--quiet", "main");
    await untilFound(window, "reserve articles of the stock", "Stock.Reserve", "src/shop/stock.go");
    await untilGone(window, "write what was paid", "shop.PrintReceipt", "src/receipt.go");
  });

  it("stands still while paused, and catches up", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.untilFollowing(workspace);
    await window.run("Semantic Search: Pause Indexing");
    await window.statusBar.textWhen(extensionId, "Search: paused");
    workspace.write("src/refund.py", "def pay_money_back(order):\n    order.customer.credit += order.sum\n");
    await window.openFile("src/refund.py");
    await window.run("Semantic Search: Why Is This File Not Found?");
    assert.deepEqual(await window.notifications.buttons("Resume indexing, if it is paused"), ["Resume Indexing", "Show Status"]);
    await window.screenshot("indexing-paused");
    assert.match(await window.statusBar.tooltip(extensionId), /Paused/);
    const rows = await answer(window, "give a customer their money back");
    assert.ok(!rows.some((row) => row.label === "pay_money_back"));
    await window.press("Escape");

    await window.run("Semantic Search: Resume Indexing");
    await window.statusBar.textWhen(extensionId, "Search: ready");
    await untilFound(window, "give a customer their money back", "pay_money_back", "src/refund.py");
    await window.screenshot("indexing-resumed");
  });

  it("explains from the Explorer's menu why a file is not found", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.sideBar.row("out").click();
    await window.chooseFromMenu(window.sideBar.row("generated.js"), "Why Is This File Not Found?");
    const toast = await window.notifications.toast("out/generated.js: It is left out");
    assert.match(await toast.innerText(), /\.gitignore[\s\S]*\.semsearchignore/, "the rule, and what can be done");
    await window.screenshot("indexing-why");
    await window.notifications.press("out/generated.js", "Show Status");
    assert.match(await window.editor.renderedPage("Semantic Search Status"), /an ignore file excludes it/);
    await window.screenshot("indexing-status-page");
  });

  it("rebuilds when asked to, and pauses when that is cancelled", async () => {
    const window = await openReady(vsCode, workspace.path);
    await window.run("Semantic Search: Rebuild Index");
    assert.deepEqual(await window.notifications.buttons("Rebuilding the index"), ["Cancel"]);
    await window.screenshot("indexing-rebuild");
    await window.notifications.gone("Rebuilding the index");
    await window.statusBar.textWhen(extensionId, "Search: ready");

    // So small a folder may be done before the button is pressed; then once more.
    await eventually("a rebuild to be cancelled", async () => {
      await window.run("Semantic Search: Rebuild Index");
      const toast = await window.notifications.toast("Rebuilding the index");
      await toast.getByRole("button", { name: "Cancel" }).click({ timeout: 1_000 });
      return window.statusBar.textWhen(extensionId, "Search: paused", 3_000);
    });
    await window.run("Semantic Search: Resume Indexing");
    await window.statusBar.textWhen(extensionId, "Search: ready");
  });
});
