import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { Editor } from "./editor";
import { eventually, patience } from "./eventually";
import { Hover } from "./hover";
import { Notifications } from "./notifications";
import { programs } from "./programs";
import { QuickPick } from "./quickPick";
import { SideBar } from "./sideBar";
import { StatusBar } from "./statusBar";
import type { Workspace } from "./workspace";

const themes = {
  dark: { name: "Dark 2026", marker: "vs-dark" },
  light: { name: "Light 2026", marker: "vs" },
  "high contrast": { name: "Dark High Contrast", marker: "hc-black" },
} as const;

/** One VS Code window, with what a user sees in it and does to it. */
export class Window {
  readonly quickPick: QuickPick;
  readonly editor: Editor;
  readonly hover: Hover;
  readonly sideBar: SideBar;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;
  private readonly console: string[] = [];

  constructor(readonly page: Page) {
    page.setDefaultTimeout(patience);
    page.on("console", (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.console.push(`page error: ${error.message}`));
    this.quickPick = new QuickPick(page);
    this.editor = new Editor(page);
    this.hover = new Hover(page, this.editor);
    this.sideBar = new SideBar(page);
    this.notifications = new Notifications(page);
    this.statusBar = new StatusBar(page, this.hover);
  }

  get consoleText(): string {
    return this.console.join("\n");
  }

  /** Loads the workbench; it is ready when it shows its status bar and the extensions have been read. */
  async load(address: string): Promise<void> {
    await this.page.goto(address, { timeout: 2 * patience });
    await this.page
      .locator(".monaco-workbench .part.statusbar .statusbar-item")
      .first()
      .waitFor({ timeout: 2 * patience });
  }

  /** As {@link load}, until the folders of a .code-workspace are there: on a busy machine VS Code now and then takes one for empty, and stays so. */
  async loadWithFolders(address: string): Promise<void> {
    await eventually(
      "the folders of the workspace",
      async () => {
        await this.load(address);
        await this.sideBar.views.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 10_000 });
        return true;
      },
      2 * patience,
    );
  }

  /** Runs a command by its whole title, "Category: Title", as a user does: F1, type, take the row. */
  async run(title: string): Promise<void> {
    const row = this.quickPick.rowNamed(title);
    // Typed again until it is there, because an extension's commands join the list when VS Code has read its manifest; in a list opened anew, because one that is
    // open never gets them.
    await eventually(
      `the command "${title}" to be offered`,
      async () => {
        await this.page.keyboard.press("F1");
        await this.quickPick.type(`>${title}`);
        try {
          await row.click({ timeout: 3_000 });
        } catch (missing) {
          await this.page.keyboard.press("Escape");
          throw missing;
        }
        return true;
      },
      2 * patience,
    );
  }

  /** Presses keys in playwright's notation, such as "Control+Alt+f". */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Opens a file of the workspace through the quick open list. */
  async openFile(name: string): Promise<void> {
    await eventually(`${name} to be found`, async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("Control+P");
      await this.quickPick.type(name);
      return (await this.quickPick.focusedRow(2_000)).label === name.split("/").at(-1);
    });
    await this.page.keyboard.press("Enter");
    await this.editor.showing(name.split("/").at(-1) ?? name);
  }

  /**
   * Waits until VS Code notices what other programs do to files: it begins seconds after the window is there, and what happens before
   * is lost to it and its extensions. Call it before a test changes files on disk, while the Explorer is shown.
   */
  async untilFollowing(workspace: Workspace): Promise<void> {
    const probes: string[] = [];
    const shown = this.sideBar.views.locator(".explorer-folders-view .monaco-list-row", { hasText: ".probe-" });
    await eventually("VS Code to notice a new file", async () => {
      const probe = `.probe-${probes.length + 1}`;
      workspace.write(probe, "");
      probes.push(probe);
      await shown.first().waitFor({ timeout: 1_000 });
      return true;
    });
    probes.forEach((probe) => {
      workspace.delete(probe);
    });
    await eventually("VS Code to notice deleted files", async () => (await shown.count()) === 0);
  }

  /** Chooses a theme from VS Code's own list. */
  async useTheme(kind: keyof typeof themes): Promise<void> {
    const { name, marker } = themes[kind];
    await this.run("Preferences: Color Theme");
    // Any of them: a small window draws only the first few.
    await this.quickPick.rowsWhen("the list of themes", (rows) =>
      rows.some((row) => row.separator === "light themes" || row.label === name),
    );
    await this.quickPick.type(name);
    await this.quickPick.rowsWhen(`the theme ${name}`, (rows) => rows.some((row) => row.isFocused && row.label === name));
    await this.page.keyboard.press("Enter");
    await this.quickPick.gone();
    await this.page.locator(`.monaco-workbench.${marker}`).waitFor();
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  /** Waits for the banner that says that the folder is not trusted. */
  async untilRestricted(): Promise<void> {
    await this.page.locator("#workbench\\.parts\\.banner", { hasText: "Restricted Mode" }).waitFor();
  }

  /** Trusts what is open, as a user does who follows the banner. */
  async trustWorkspace(): Promise<void> {
    await this.run("Workspaces: Manage Workspace Trust");
    await this.page.locator(".workspace-trust-editor").getByRole("button", { name: "Trust", exact: true }).click();
    await this.page.locator(".workspace-trust-editor.trusted").waitFor();
  }

  /** Opens the context menu of a word in the editor, or of anything else, and takes an entry. */
  async chooseFromMenu(target: string | Locator, entry: string): Promise<void> {
    if (typeof target === "string") {
      const { x, y } = await this.editor.placeOf(target);
      await this.page.mouse.click(x, y, { button: "right" });
    } else {
      await target.click({ button: "right" });
    }
    const menu = this.page.locator(".monaco-menu").last();
    const item = menu.locator(".action-item", { has: this.page.getByText(entry, { exact: true }) }).first();
    await item.hover();
    // Enter, because a menu that has just opened takes the first click for the end of the one that opened it.
    await item.and(this.page.locator(".focused")).waitFor();
    await this.page.keyboard.press("Enter");
    await menu.waitFor({ state: "detached" });
  }

  /** The text on the screen of the panel at the bottom, such as an output channel's. */
  async panelText(): Promise<string> {
    return (await this.page.locator(".part.panel").innerText()).replaceAll("\u00a0", " ");
  }

  /** Waits for the dialog in the middle of the window that has the text, and gives all that it says. */
  async dialogText(text: string): Promise<string> {
    const dialog = this.page.locator(".monaco-dialog-box", { hasText: text });
    return (await dialog.locator(".dialog-message-container").innerText()).trim();
  }

  /** Answers a dialog in the middle of the window by one of its buttons. */
  async answerDialog(button: string | RegExp): Promise<void> {
    await this.page.locator(".monaco-dialog-box").getByRole("button", { name: button }).click();
  }

  /** Keeps a picture for people to look at. */
  async screenshot(name: string): Promise<string> {
    const path = join(programs().artifacts, "screenshots", `${name}.png`);
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path, animations: "disabled" });
    return path;
  }

  /** Leaves the page before closing it, so that VS Code ends the extension host at once instead of waiting for a reconnection. */
  async close(): Promise<void> {
    await this.page.goto("about:blank").finally(() => this.page.context().close());
  }
}
