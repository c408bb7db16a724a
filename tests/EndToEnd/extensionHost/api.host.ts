import assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually } from "../harness/eventually";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly languageModelTools: readonly { readonly name: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

describe("the extension", () => {
  const extension = vscode.extensions.getExtension("semantic-search.vscode-semantic-search");
  assert.ok(extension, "it is installed");
  const { contributes } = extension.packageJSON as Manifest;

  it("is activated, and exports nothing that others could come to depend on", async () => {
    assert.equal(await extension.activate(), undefined);
    assert.ok(extension.isActive);
  });

  it("registers every command of its manifest, and of its own accord only the status item's menu", async () => {
    const declared = contributes.commands.map(({ command }) => command);
    const registered = (await vscode.commands.getCommands(true)).filter((command) => command.startsWith("semanticSearch."));
    assert.deepEqual(
      declared.filter((command) => !registered.includes(command)),
      [],
    );
    // VS Code gives every view some of its own.
    const ofTheView = /^semanticSearch\.results\.(focus|open|removeView|resetViewLocation|toggleVisibility)$/;
    const others = registered.filter((command) => !declared.includes(command) && !ofTheView.test(command));
    assert.deepEqual(others, ["semanticSearch.statusMenu"]);
  });

  it("declares its settings with the defaults that hold", () => {
    const settings = vscode.workspace.getConfiguration();
    for (const [name, { default: declared }] of Object.entries(contributes.configuration.properties)) {
      assert.deepEqual(settings.get(name), declared, name);
    }
  });

  it("offers similar code in a hover that may run this one command", async () => {
    const [file] = await vscode.workspace.findFiles("src/net/client.py");
    assert.ok(file);
    const document = await vscode.workspace.openTextDocument(file);
    const position = document.positionAt(document.getText().indexOf("upload_invoice"));
    const link = await eventually("the hover's link", async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", file, position);
      const texts = hovers.flatMap(({ contents }) => contents).filter((content) => content instanceof vscode.MarkdownString);
      return texts.find(({ value }) => value.includes("Find similar code"));
    });
    assert.deepEqual(link.isTrusted, { enabledCommands: ["semanticSearch.findSimilar"] });
    assert.match(link.value, /\(command:semanticSearch\.findSimilar\?/);
  });

  it("gives language models the tools of its manifest", async () => {
    const names = contributes.languageModelTools.map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => !vscode.lm.tools.some((tool) => tool.name === name)),
      [],
    );
    const { content } = await vscode.lm.invokeTool("semanticSearch_get_index_status", {
      input: { waitSeconds: 60 },
      toolInvocationToken: undefined,
    });
    const [part] = content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    assert.match(part.value, /ready, 100 % indexed; \d+ files/);
  });

  it("tells a language model in words what it got wrong", async () => {
    await assert.rejects(
      async () => vscode.lm.invokeTool("semanticSearch_get_index_status", { input: { waitSeconds: -1 }, toolInvocationToken: undefined }),
      /waitSeconds is a whole number from 0 to 300/,
    );
  });
});
