import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { html } from "./html";

/** The page without content: its script asks for that. Nothing is loaded but the extension's own script and style, and no other script runs. */
export function pageShell(webview: vscode.Webview, extension: vscode.Uri): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return html`<!doctype html>
    <html lang="${vscode.env.language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="stylesheet" href="${file("modelPage.css")}" />
        <title>${vscode.l10n.t("Semantic Search: Models")}</title>
      </head>
      <body>
        <h1>${vscode.l10n.t("Models")}</h1>
        <main></main>
        <script nonce="${nonce}" src="${file("modelPage.js")}"></script>
      </body>
    </html>`.text;
}
