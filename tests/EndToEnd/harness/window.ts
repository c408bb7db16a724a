import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
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

/** One VS Code window, with what a user sees in it and does to it. */
export class Window {
  readonly quickPick: QuickPick;
  readonly editor: Editor;
  readonly hover: Hover;
  readonly sideBar: SideBar;
  readonly notifications: Notifications;
  readonly statusBar: StatusBar;
  private readonly console: string[] = [];

  constructor(
    readonly page: Page,
    private readonly userData: string,
  ) {
    page.setDefaultTimeout(patience);
    page.on("console", (message) => this.console.push(`${message.type()}: ${message.text()}`));
    page.on("pageerror", (error) => this.console.push(`page error: ${error.message}`));
    this.quickPick = new QuickPick(page);
    this.editor = new Editor(page);
    this.hover = new Hover(page);
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
    await this.page.locator(".monaco-workbench .part.statusbar .statusbar-item").first().waitFor({ timeout: 2 * patience });
  }

  /** Runs a command by its title, as a user does: F1, type, wait until the list offers it first, Enter. */
  async run(title: string): Promise<void> {
    await eventually(`the command "${title}" to be offered`, async () => {
      await this.page.keyboard.press("Escape");
      await this.page.keyboard.press("F1");
      await this.quickPick.type(`>${title}`);
      const focused = await this.quickPick.focusedRow(2_000);
      return focused.label.includes(title) || focused.ariaLabel.includes(title);
    }, 2 * patience);
    await this.page.keyboard.press("Enter");
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

  /** Changes user settings while the window is open, by the file that VS Code watches. */
  changeSettings(changes: Readonly<Record<string, unknown>>): void {
    const file = join(this.userData, "User", "settings.json");
    const settings = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...settings, ...changes }, undefined, 2));
  }

  async useTheme(kind: "dark" | "light" | "high contrast"): Promise<void> {
    const theme = { dark: "Default Dark Modern", light: "Default Light Modern", "high contrast": "Default High Contrast" }[kind];
    const marker = { dark: ".monaco-workbench.vs-dark", light: ".monaco-workbench.vs", "high contrast": ".monaco-workbench.hc-black" }[kind];
    this.changeSettings({ "workbench.colorTheme": theme });
    await this.page.locator(marker).waitFor();
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  /** A modal dialog, such as the question whether a folder is trusted. */
  get dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  /** Answers the question that a fresh folder brings with no, and waits for the banner that says what that means. */
  async declineTrust(): Promise<void> {
    await this.dialog.getByRole("button", { name: /No, I don't trust/ }).click();
    await this.dialog.waitFor({ state: "detached" });
    await this.page.locator("#workbench\\.parts\\.banner").filter({ hasText: "Restricted Mode" }).waitFor();
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
    await this.page.goto("about:blank");
    await this.page.context().close();
  }
}
