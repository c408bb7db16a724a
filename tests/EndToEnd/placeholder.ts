import { createVSIX } from "@vscode/vsce";
import { join } from "node:path";
import { Scratch } from "./harness/scratch";

export const placeholderId = "semantic-search-tests.placeholder";

const manifest = {
  name: "placeholder",
  publisher: "semantic-search-tests",
  displayName: "Placeholder",
  description: "Proves the harness",
  version: "0.0.1",
  license: "MIT",
  repository: "https://example.invalid/placeholder",
  engines: { vscode: "^1.101.0" },
  main: "extension.js",
  files: ["extension.js", "icon.svg"],
  activationEvents: ["onStartupFinished"],
  capabilities: { untrustedWorkspaces: { supported: true } },
  contributes: {
    commands: [
      { command: "placeholder.pick", title: "Pick a Fruit", category: "Placeholder" },
      { command: "placeholder.peek", title: "Peek at Places", category: "Placeholder" },
    ],
    viewsContainers: { activitybar: [{ id: "placeholder", title: "Placeholder", icon: "icon.svg" }] },
    views: { placeholder: [{ id: "placeholder.fruits", name: "Fruits", icon: "icon.svg" }] },
  },
};

const code = `
const vscode = require("vscode");
exports.activate = (context) => {
  const status = vscode.window.createStatusBarItem("placeholder.status", vscode.StatusBarAlignment.Left, 1000);
  status.text = "$(check) Placeholder is ready";
  status.tooltip = "It has nothing to do.";
  status.show();
  vscode.workspace.onDidGrantWorkspaceTrust(() => { status.text = "Placeholder is trusted"; });
  const watcher = vscode.workspace.createFileSystemWatcher("**/*.txt");
  const show = async () => { status.text = (await vscode.workspace.findFiles("**/*.txt")).length + " text files"; };
  watcher.onDidCreate(show);
  watcher.onDidDelete(show);
  const command = (id, action) => context.subscriptions.push(vscode.commands.registerCommand(id, action));
  command("placeholder.answer", () => 42);
  command("placeholder.pick", () => {
    const pick = vscode.window.createQuickPick();
    pick.title = "Fruits";
    const buttons = [{ iconPath: new vscode.ThemeIcon("split-horizontal"), tooltip: "Open to the Side" }];
    pick.items = ["apple", "pear", "plum"].map((label, index) => ({ label, description: "no. " + index, detail: "a kind of " + label, buttons }));
    pick.onDidTriggerItemButton(({ item }) => { pick.hide(); vscode.window.showWarningMessage("To the side: " + item.label, "Fine"); });
    pick.onDidAccept(() => { pick.hide(); vscode.window.showInformationMessage("Chosen: " + pick.selectedItems[0].label, "Thanks"); });
    pick.show();
  });
  command("placeholder.peek", () => {
    const editor = vscode.window.activeTextEditor;
    const places = [0, 2].map((line) => new vscode.Location(editor.document.uri, new vscode.Range(line, 0, line, 3)));
    return vscode.commands.executeCommand("editor.action.peekLocations", editor.document.uri, editor.selection.active, places, "peek");
  });
  vscode.languages.registerHoverProvider("*", { provideHover: () => {
    const text = new vscode.MarkdownString("A word. [Show places](command:placeholder.peek)");
    text.isTrusted = true;
    return new vscode.Hover(text);
  } });
  vscode.window.registerTreeDataProvider("placeholder.fruits", {
    getTreeItem: (label) => Object.assign(new vscode.TreeItem(label), { description: "ripe" }),
    getChildren: (parent) => parent ? [] : ["apple", "pear"],
  });
};
`;

/** Packs the smallest extension that has one of each thing the harness looks at. */
export async function packPlaceholder(scratch: Scratch): Promise<string> {
  const folder = scratch.folder("placeholder");
  scratch.write("placeholder/package.json", JSON.stringify(manifest));
  scratch.write("placeholder/extension.js", code);
  scratch.write("placeholder/README.md", "Proves the harness of the end-to-end tests.\n");
  scratch.write("placeholder/LICENSE", "MIT\n");
  scratch.write(
    "placeholder/icon.svg",
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="8"/></svg>',
  );
  const vsix = join(scratch.path, "placeholder.vsix");
  await createVSIX({ cwd: folder, packagePath: vsix, dependencies: false });
  return vsix;
}
