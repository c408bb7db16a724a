import type { Locator, Page } from "playwright-core";
import type { Editor } from "./editor";
import { eventually } from "./eventually";

/** The little windows that come when the mouse rests on something. */
export class Hover {
  /** Over code. */
  readonly inEditor: Locator;
  /** Over everything else: the status bar, a tree row, a button. */
  readonly inWorkbench: Locator;

  constructor(
    private readonly page: Page,
    private readonly editor: Editor,
  ) {
    this.inEditor = page.locator(".monaco-editor .monaco-hover:not(.hidden), .monaco-resizable-hover .monaco-hover:not(.hidden)");
    this.inWorkbench = page.locator(".workbench-hover-container .monaco-hover, .workbench-hover");
  }

  /** Rests the mouse on a word of the editor until a hover with the text comes; gives all of the hover's text. */
  async overWord(word: string, text: string): Promise<string> {
    return eventually(`a hover over "${word}" with "${text}"`, async () => {
      await this.restOn(await this.editor.placeOf(word));
      await this.inEditor.filter({ hasText: text }).first().waitFor({ timeout: 5_000 });
      return (await this.inEditor.allInnerTexts()).join("\n");
    });
  }

  /** Rests the mouse on a word of the editor, whatever comes of it. */
  async restOnWord(word: string): Promise<void> {
    await this.restOn(await this.editor.placeOf(word));
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
  private async restOn({ x, y }: { readonly x: number; readonly y: number }): Promise<void> {
    await this.page.mouse.move(x + 120, y + 80);
    await this.page.mouse.move(x, y, { steps: 6 });
  }
}
