import * as vscode from "vscode";

const scheme = "semantic-search-page";

/** Pages that are only read, shown as rendered Markdown. Showing one again brings it up to date. */
export class Pages {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: this.changed.event,
    provideTextDocumentContent: (uri) => this.texts.get(uri.path) ?? "",
  });

  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
    this.texts.set(uri.path, text);
    this.changed.fire(uri);
    // The Markdown extension can be disabled; the page is readable as it is written, too.
    if (vscode.extensions.getExtension("vscode.markdown-language-features"))
      await vscode.commands.executeCommand("markdown.showPreview", uri);
    else await vscode.window.showTextDocument(uri, { preview: true });
  }

  dispose(): void {
    this.provider.dispose();
    this.changed.dispose();
  }
}
