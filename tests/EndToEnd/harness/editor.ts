import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually";

/** VS Code shows spaces as no-break spaces. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

/** The active text editor, as it looks: what is not on the screen is not known here. */
export class Editor {
  readonly active: Locator;
  readonly peek: Locator;

  constructor(private readonly page: Page) {
    this.active = page.locator(".part.editor .editor-group-container.active .editor-instance .monaco-editor").first();
    this.peek = page.locator(".peekview-widget");
  }

  /** The middle of a word's first occurrence on the screen. */
  async placeOf(word: string): Promise<{ readonly x: number; readonly y: number }> {
    const token = this.active.locator(".view-line span:not(:has(*))", { hasText: word }).first();
    const place = await token.evaluate((span, wanted) => {
      const text = span.firstChild;
      const start = text?.textContent?.replaceAll("\u00a0", " ").indexOf(wanted) ?? -1;
      if (!text || start < 0) return undefined;
      const range = document.createRange();
      range.setStart(text, start);
      range.setEnd(text, start + wanted.length);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }, word);
    if (!place) throw new Error(`"${word}" is not in one piece on the screen`);
    return place;
  }

  async fileName(): Promise<string> {
    return (await this.activeTab().getAttribute("data-resource-name")) ?? "";
  }

  /** Waits until a file is in the active editor. */
  async showing(name: string): Promise<void> {
    await eventually(`${name} in the editor`, async () => (await this.fileName()) === name && (await this.visibleText()) !== "");
  }

  /** Waits for a rendered page, such as a Markdown preview, and gives its text. */
  async renderedPage(title: string): Promise<string> {
    await this.activeTab().filter({ hasText: title }).waitFor();
    const body = this.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("body");
    return eventually(`the text of "${title}"`, async () => (await body.innerText()).trim() || undefined);
  }

  /** Whether the active tab is a preview: italic, and replaced by the next one. */
  async isPreview(): Promise<boolean> {
    return (await this.activeTab().locator(".monaco-icon-label.italic").count()) > 0;
  }

  async hasUnsavedChanges(): Promise<boolean> {
    return (await this.page.locator(".editor-group-container.active .tab.active.dirty").count()) > 0;
  }

  /** How many groups of editors lie beside each other. */
  async groups(): Promise<number> {
    return this.page.locator(".part.editor .editor-group-container").count();
  }

  /** The lines on the screen, from the top. */
  async visibleLines(): Promise<readonly string[]> {
    const lines = await this.active
      .locator(".view-lines")
      .first()
      .locator(".view-line")
      .evaluateAll((all) =>
        all
          .map((line) => ({ top: line.getBoundingClientRect().top, text: line.textContent }))
          .sort((a, b) => a.top - b.top)
          .map((line) => line.text),
      );
    return lines.map(plain);
  }

  async visibleText(): Promise<string> {
    return (await this.visibleLines()).join("\n");
  }

  /** All of the text, taken through the clipboard. */
  async wholeText(): Promise<string> {
    await this.active.click();
    return eventually("the text in the clipboard", async () => {
      await this.page.keyboard.press("Control+A");
      await this.page.keyboard.press("Control+C");
      return (await this.page.evaluate(() => navigator.clipboard.readText())) || undefined;
    });
  }

  /** The line and column that the status bar shows, with the selection's size where there is one. */
  async position(): Promise<{ line: number; column: number; selected: number }> {
    const text = await this.page.locator("#status\\.editor\\.selection").innerText();
    const found = /Ln (\d+), Col (\d+)(?: \((\d+) selected\))?/.exec(text);
    if (!found) throw new Error(`"${text}" is no position`);
    return { line: Number(found[1]), column: Number(found[2]), selected: Number(found[3] ?? 0) };
  }

  /** How many pieces of lines a decoration of the given class marks, such as "rangeHighlight". */
  async decorated(className: string): Promise<number> {
    return this.active.locator(`.view-overlays .${className}`).count();
  }

  async goToLine(line: number): Promise<void> {
    await this.page.keyboard.press("Control+G");
    await this.page.locator(".quick-input-filter input").fill(`:${line}`);
    await this.page.keyboard.press("Enter");
    await eventually(`line ${line}`, async () => (await this.position()).line === line);
  }

  /** Inserts text where the cursor is, in one piece: brackets and quotes stay as they are given. */
  async type(text: string): Promise<void> {
    await this.active.and(this.page.locator(".focused")).waitFor();
    await this.page.keyboard.insertText(text);
    await eventually("the text to be in the editor", () => this.hasUnsavedChanges());
  }

  async save(): Promise<void> {
    await this.page.keyboard.press("Control+S");
    await eventually("the file to be saved", async () => !(await this.hasUnsavedChanges()));
  }

  /** Waits for the peek widget and gives the texts of the places it lists. */
  async peekPlaces(): Promise<readonly string[]> {
    return eventually("places in the peek widget", async () => {
      const rows = await this.peek.locator(".ref-tree .monaco-list-row").allInnerTexts();
      return rows.length > 0 ? rows.map((row) => plain(row).replaceAll("\n", " ").trim()) : undefined;
    });
  }

  /** What decorations put before the code that the peek widget shows. */
  async peekLabels(): Promise<readonly string[]> {
    return eventually("labels in the peek widget", async () => {
      const labels = await this.peek.locator(".view-line span").evaluateAll((spans) => {
        const contents = spans.map((span) => getComputedStyle(span, "::before").content);
        return contents.filter((content) => content.startsWith('"')).map((content) => content.slice(1, -1).trim());
      });
      return labels.length > 0 && labels.map(plain);
    });
  }

  private activeTab(): Locator {
    return this.page.locator(".editor-group-container.active .tabs-container .tab.active").first();
  }
}
