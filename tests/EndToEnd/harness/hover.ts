import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually";

/** The little windows that come when the mouse rests on something. */
export class Hover {
  /** Over code. */
  readonly inEditor: Locator;
  /** Over everything else: the status bar, a tree row, a button. */
  readonly inWorkbench: Locator;

  constructor(private readonly page: Page) {
    this.inEditor = page.locator(".monaco-editor .monaco-hover:not(.hidden), .monaco-resizable-hover .monaco-hover:not(.hidden)");
    this.inWorkbench = page.locator(".workbench-hover-container .monaco-hover, .workbench-hover");
  }

  /** Rests the mouse on a word of the editor until a hover with the text comes; gives all of the hover's text. */
  async overWord(word: string, text: string): Promise<string> {
    const target = this.page.locator(".monaco-editor .view-line span:not(:has(*))", { hasText: word }).first();
    return eventually(`a hover over "${word}" with "${text}"`, async () => {
      await this.restOn(target, word);
      await this.inEditor.filter({ hasText: text }).first().waitFor({ timeout: 5_000 });
      return (await this.inEditor.allInnerTexts()).join("\n");
    });
  }

  /** Clicks a link in the hover over code. */
  async clickLink(text: string): Promise<void> {
    await this.inEditor.locator("a", { hasText: text }).first().click();
  }

  /** Rests the mouse on anything outside the editor and gives its tooltip. */
  async tooltipOf(target: Locator): Promise<string> {
    return eventually("a tooltip", async () => {
      await this.page.mouse.move(5, 300);
      await target.hover();
      await this.inWorkbench.first().waitFor({ timeout: 5_000 });
      return (await this.inWorkbench.first().innerText()).trim() || undefined;
    });
  }

  /** Moves in steps, as a hand does: VS Code opens no hover under a mouse that appears from nowhere. */
  private async restOn(target: Locator, word: string): Promise<void> {
    const at = await target.evaluate((span, wanted) => {
      const node = document.createTreeWalker(span, NodeFilter.SHOW_TEXT).nextNode();
      const start = node?.textContent?.indexOf(wanted) ?? -1;
      if (!node || start < 0) return undefined;
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + wanted.length);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }, word);
    if (!at) throw new Error(`"${word}" is not in one piece on the screen`);
    await this.page.mouse.move(at.x + 120, at.y + 80);
    await this.page.mouse.move(at.x, at.y, { steps: 6 });
  }
}
