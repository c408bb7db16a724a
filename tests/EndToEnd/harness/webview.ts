import type { FrameLocator, Locator, Page } from "playwright-core";
import { eventually, patience } from "./eventually";

/** The page of an extension in the editor's active group: what stands in it, and its controls. */
export class Webview {
  private readonly frame: FrameLocator;

  constructor(page: Page) {
    this.frame = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  /** A part of the page, by its id. */
  part(id: string): Locator {
    return this.frame.locator(`#${id}`);
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole("button", { name, exact: typeof name === "string" });
  }

  async textWhen(id: string, expected: RegExp, deadline = patience): Promise<string> {
    return eventually(
      `${String(expected)} in the part "${id}"`,
      async () => {
        const text = await this.part(id).innerText();
        return expected.test(text) && text;
      },
      deadline,
    );
  }

  /** Presses a button by the keyboard alone. */
  async pressByKey(name: string): Promise<void> {
    await this.button(name).focus();
    await this.button(name).press("Enter");
  }
}
